using System.Text.Json;

namespace Analytics.Learning;

/// <summary>Fitted preparations and the predictor behind them.</summary>
internal sealed class PipelineModel(Schema schema, Target target, Transformer[] steps, Predictor last) : Predictor(schema, target)
{
    private readonly Lazy<bool> _fillsGaps = new(() => Steps.FillGaps(steps, schema, last));

    internal IReadOnlyList<Transformer> Fitted => steps;

    internal Predictor Last => last;

    internal override string Kind => "pipeline";

    internal override bool TakesMissing => true;

    /// <summary>Preparation passes a gap on, unless it fills it.</summary>
    public override bool AcceptsMissing => _fillsGaps.Value;

    internal override void Score(Matrix rows, Span<double> scores) => last.Score(Steps.Run(steps, rows, last), scores);

    internal override void Write(Utf8JsonWriter json) => Steps.Write(json, steps, last);

    internal static PipelineModel Read(Schema schema, Target target, JsonElement json) =>
        new(schema, target, Steps.Read(json), (Predictor)json.Model("last"));

    internal override string Export(OnnxGraph graph, string input) => last.Export(graph, Steps.Export(steps, graph, input));
}

/// <summary>Fitted preparations and the clusters behind them.</summary>
internal sealed class ClusterPipelineModel(Schema schema, Transformer[] steps, Clusterer last) : Clusterer(schema)
{
    private readonly Lazy<bool> _fillsGaps = new(() => Steps.FillGaps(steps, schema, last));

    internal IReadOnlyList<Transformer> Fitted => steps;

    internal Clusterer Last => last;

    public override int Clusters => last.Clusters;

    public override double Bic => last.Bic;

    public override double Aic => last.Aic;

    internal override string Kind => "cluster-pipeline";

    internal override bool TakesMissing => true;

    /// <summary>Preparation passes a gap on, unless it fills it.</summary>
    public override bool AcceptsMissing => _fillsGaps.Value;

    public override Assignment Assign(Matrix rows) => last.Assign(Steps.Run(steps, rows, last));

    private protected override Matrix Prepare(Matrix rows) => Steps.Run(steps, rows, last);

    internal override void Write(Utf8JsonWriter json) => Steps.Write(json, steps, last);

    internal static ClusterPipelineModel Read(Schema schema, Target target, JsonElement json) =>
        new(schema, Steps.Read(json), (Clusterer)json.Model("last"));

    internal override string Export(OnnxGraph graph, string input) => last.Export(graph, Steps.Export(steps, graph, input));
}
