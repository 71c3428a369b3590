namespace Analytics.Learning;

public sealed partial class CustomerValueModel
{
    /// <summary>double[N, 2 or 4]: the columns of <see cref="Predict"/>, NaN in rows that it refuses; the horizon is an input like the features.</summary>
    internal override string Export(OnnxGraph graph, string input)
    {
        var wide = graph.Cast(input, OnnxType.Double);
        var (x, last, age, horizon) = (
            graph.Columns(wide, 0),
            graph.Columns(wide, 1),
            graph.Columns(wide, 2),
            graph.Cast(graph.Input("horizon"), OnnxType.Double)
        );
        string Of(string op, string a, string b) => graph.Node(op, [a, b]);
        string Number(double value) => graph.Constant([value], 1);
        string Where(string condition, string yes, string no) => graph.Node("Where", [condition, yes, no]);
        var (zero, one) = (Number(0), Number(1));
        string IsFinite(string value) => Of("LessOrEqual", value, Number(double.MaxValue));
        string Both(string a, string b) => Of("And", a, b);

        var hasRepeats = Of("Greater", x, zero);
        var valid = Both(Both(Of("GreaterOrEqual", x, zero), IsFinite(x)), Both(Of("Greater", age, zero), IsFinite(age)));
        valid = Both(valid, Both(Of("GreaterOrEqual", last, zero), Of("LessOrEqual", last, age)));
        valid = Both(valid, Both(Of("GreaterOrEqual", horizon, zero), IsFinite(horizon)));

        var (shape, watched) = (Of("Add", Number(Buying.R), x), Of("Add", Number(Buying.Alpha), age));
        var slowed = Of("Pow", Of("Div", watched, Of("Add", Number(Buying.Alpha), last)), shape);
        var gone = Of("Mul", Of("Div", Number(Buying.A), Of("Add", Number(Buying.B - 1), x)), slowed);
        var alive = Where(hasRepeats, Of("Div", one, Of("Add", one, gone)), one);

        var a = Buying.Leaving;
        var isTransformed = Of("Greater", shape, Number(a - 1));
        var p = Where(isTransformed, Number(a + Buying.B - 1 - Buying.R), shape);
        var q = Where(isTransformed, Number(a - 1), Of("Add", Number(Buying.B), x));
        var power = Where(isTransformed, Number(a - 1), shape);
        var (c, end) = (Of("Add", Number(a + Buying.B - 1), x), Of("Add", watched, horizon));
        var series = Hypergeometric(graph, p, q, c, Of("Div", horizon, end), valid);
        var rest = Of("Sub", one, Of("Mul", Of("Pow", Of("Div", watched, end), power), series));
        var purchases = Of("Max", zero, Of("Mul", Of("Mul", Of("Div", c, Number(a - 1)), rest), alive));

        string[] columns = [alive, purchases];
        if (Spending is { } spending)
        {
            var spend = graph.Columns(wide, 3);
            var expected = Of(
                "Div",
                Of("Mul", Number(spending.P), Of("Add", Number(spending.Scale), Of("Mul", x, spend))),
                Of("Add", Of("Mul", Number(spending.P), x), Number(spending.Q - 1))
            );
            var mean = Where(hasRepeats, expected, Number(spending.Mean));
            valid = Both(valid, Of("Or", graph.Node("Not", [hasRepeats]), Both(Of("Greater", spend, zero), IsFinite(spend))));
            columns = [alive, purchases, mean, Of("Mul", purchases, mean)];
        }

        return Where(valid, graph.Node("Concat", columns, ("axis", 1L)), Number(double.NaN));
    }

    internal override void Publish(OnnxGraph graph, string result)
    {
        string[] names = Spending is null ? ["alive", "purchases"] : ["alive", "purchases", "mean_spend", "value"];
        var values = graph.Cast(result, OnnxType.Float);
        for (var i = 0; i < names.Length; i++)
        {
            graph.Output(names[i], graph.Columns(values, i), OnnxType.Float, null, 1);
        }
    }

    /// <summary>The sum of <see cref="Gamma.Hypergeometric"/> over valid rows, term by term until no row's sum changes.</summary>
    private static string Hypergeometric(OnnxGraph graph, string p, string q, string c, string z, string valid)
    {
        var (zero, one) = (graph.Constant([0.0], 1), graph.Constant([1.0], 1));
        // A shape of N rows, even where the horizon alone has them.
        var first = graph.Node("Where", [valid, one, zero]);
        return graph.Loop(
            Gamma.MaxTerms,
            [first, first],
            (round, number, state) =>
            {
                string Of(string op, string left, string right) => round.Node(op, [left, right]);
                var i = round.Cast(number, OnnxType.Double);
                var ratio = Of("Div", Of("Mul", Of("Add", p, i), Of("Add", q, i)), Of("Mul", Of("Add", c, i), Of("Add", one, i)));
                var term = Of("Mul", state[0], Of("Mul", ratio, z));
                var sum = Of("Add", state[1], term);
                var changes = Of(
                    "Greater",
                    round.Node("Abs", [term]),
                    Of("Mul", round.Node("Abs", [sum]), round.Constant([Gamma.Precision], 1))
                );
                var count = round.Node("ReduceSum", [round.Cast(changes, OnnxType.Float)], ("keepdims", 0L));
                return (Of("Greater", count, round.Constant([0f])), [term, sum]);
            }
        )[1];
    }
}
