using System.IO.Compression;
using System.Text.Json;
using Analytics.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Analytics.Interop;

/// <summary>
/// Pipelines of Microsoft.ML with models of Analytics.Learning in one file. Microsoft.ML's own file cannot hold these, so the file is a zip of parts in
/// order: what Microsoft.ML saves of the transforms before, between and after, and each model as <c>model.json</c>.
/// </summary>
public static class LearnerFiles
{
    private const string Transforms = "transforms.zip",
        ModelJson = "model.json",
        ColumnsJson = "columns.json";

    /// <summary>Saves a fitted pipeline; an existing file is replaced.</summary>
    /// <param name="catalog"><c>ml.Model</c>.</param>
    /// <param name="model">What <c>Fit</c> gave: transforms and, at any place, a <see cref="LearnerTransformer"/>.</param>
    /// <param name="input">The schema of the data that it was fitted on.</param>
    /// <param name="path">Where, e.g. <c>model.zip</c>.</param>
    /// <exception cref="NotSupportedException">The values of the classes are neither text nor numbers.</exception>
    public static void SaveWithLearner(this ModelOperationsCatalog catalog, ITransformer model, DataViewSchema input, string path)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(input);
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            var (number, schema, plain) = (0, input, new List<ITransformer>());
            foreach (var part in Parts(model))
            {
                if (part is not LearnerTransformer learner)
                {
                    plain.Add(part);
                    continue;
                }

                schema = Flush(plain, schema);
                Write(zip, $"{number:000}.{ModelJson}", stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(learner.Model.ToJson())));
                Write(zip, $"{number++:000}.{ColumnsJson}", stream => JsonSerializer.Serialize(stream, Columns.Of(learner)));
                schema = learner.GetOutputSchema(schema);
            }

            // The first part says what goes in, so that there is one even where no transform stands before the model.
            Flush(plain, schema);

            DataViewSchema Flush(List<ITransformer> some, DataViewSchema from)
            {
                if (some.Count == 0 && number > 0)
                {
                    return from;
                }

                var chain = new TransformerChain<ITransformer>([.. some]);
                Write(
                    zip,
                    $"{number++:000}.{Transforms}",
                    stream =>
                    {
                        using var buffer = new MemoryStream();
                        catalog.Save(chain, from, buffer);
                        buffer.WriteTo(stream);
                    }
                );
                some.Clear();
                return chain.GetOutputSchema(from);
            }
        }

        ModelFile.Replace(path, bytes.ToArray());
    }

    /// <summary>Reads what <see cref="SaveWithLearner"/> wrote: a pipeline that predicts the same, for <c>Transform</c> and prediction engines.</summary>
    /// <param name="catalog"><c>ml.Model</c>.</param>
    /// <param name="path">The file.</param>
    /// <param name="input">The schema of the data that it was fitted on.</param>
    /// <exception cref="ModelFileException">The file is no such zip, or its model is damaged.</exception>
    public static ITransformer LoadWithLearner(this ModelOperationsCatalog catalog, string path, out DataViewSchema input)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        try
        {
            using var zip = ZipFile.OpenRead(path);
            var parts = new List<ITransformer>();
            DataViewSchema? first = null;
            foreach (var entry in zip.Entries.OrderBy(each => each.Name, StringComparer.Ordinal))
            {
                using var stream = new MemoryStream();
                using (var packed = entry.Open())
                {
                    packed.CopyTo(stream);
                }

                stream.Position = 0;
                if (entry.Name.EndsWith(Transforms, StringComparison.Ordinal))
                {
                    parts.Add(catalog.Load(stream, out var schema));
                    first ??= schema;
                }
                else if (entry.Name.EndsWith(ColumnsJson, StringComparison.Ordinal))
                {
                    using var text = new StreamReader(
                        zip.GetEntry(entry.Name.Replace(ColumnsJson, ModelJson, StringComparison.Ordinal))!.Open()
                    );
                    parts.Add(JsonSerializer.Deserialize<Columns>(stream)!.Transformer(Model.FromJson(text.ReadToEnd())));
                }
            }

            input = first ?? throw new ModelFileException($"{path} holds no transforms; it is not what ml.Model.SaveWithLearner wrote.");
            return new TransformerChain<ITransformer>([.. parts]);
        }
        catch (InvalidDataException error)
        {
            throw new ModelFileException(
                $"{path} is no zip, or damaged: {error.Message} Save the pipeline again with ml.Model.SaveWithLearner.",
                error
            );
        }
    }

    /// <summary>The transformers of a chain, also those of chains within it.</summary>
    private static IEnumerable<ITransformer> Parts(ITransformer model) =>
        model is IEnumerable<ITransformer> chain ? chain.SelectMany(Parts) : [model];

    private static void Write(ZipArchive zip, FormattableString name, Action<Stream> write)
    {
        using var stream = zip.CreateEntry(Invariant(name)).Open();
        write(stream);
    }

    /// <summary>A learner's columns as they stand in the file; the classes' values are words, numbers, or none.</summary>
    private sealed record Columns(
        LearnerTask Task,
        string Label,
        string Features,
        string? Weight,
        int Size,
        string[]? Words,
        float[]? Numbers
    )
    {
        public static Columns Of(LearnerTransformer of)
        {
            var columns = new Columns(of.Columns.Task, of.Columns.Label, of.Columns.Features, of.Columns.Weight, of.Size, null, null);
            switch (of.Keys?.Schema.GetColumnOrNull("KeyValues"))
            {
                case null:
                    return columns;
                case { Type: VectorDataViewType { ItemType: TextDataViewType } }:
                    VBuffer<ReadOnlyMemory<char>> words = default;
                    of.Keys.GetValue("KeyValues", ref words);
                    return columns with { Words = [.. words.DenseValues().Select(word => word.ToString())] };
                case { Type: VectorDataViewType { ItemType: NumberDataViewType item } } when item == NumberDataViewType.Single:
                    VBuffer<float> numbers = default;
                    of.Keys.GetValue("KeyValues", ref numbers);
                    return columns with { Numbers = [.. numbers.DenseValues()] };
                case { } other:
                    throw new NotSupportedException(
                        $"The classes of '{of.Columns.Label}' are {other.Type}; text and Single can be saved. Convert the column before MapValueToKey: ml.Transforms.Conversion.ConvertType."
                    );
            }
        }

        public LearnerTransformer Transformer(Model model)
        {
            var keys = new DataViewSchema.Annotations.Builder();
            if (Words is { } words)
            {
                keys.Add(
                    "KeyValues",
                    new VectorDataViewType(TextDataViewType.Instance, words.Length),
                    (ref VBuffer<ReadOnlyMemory<char>> value) =>
                        value = new VBuffer<ReadOnlyMemory<char>>(words.Length, [.. words.Select(word => word.AsMemory())])
                );
            }
            else if (Numbers is { } numbers)
            {
                keys.Add(
                    "KeyValues",
                    new VectorDataViewType(NumberDataViewType.Single, numbers.Length),
                    (ref VBuffer<float> value) => value = new VBuffer<float>(numbers.Length, [.. numbers])
                );
            }

            return new LearnerTransformer(
                model,
                new LearnerColumns(Task, Label, Features, Weight),
                Task == LearnerTask.Multiclass ? keys.ToAnnotations() : null,
                Size
            );
        }
    }
}
