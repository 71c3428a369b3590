using System.Runtime.InteropServices;
using System.Text.Json;
using Analytics.Engine;
using Analytics.Frames;

namespace Analytics.Benchmarks;

/// <summary>A study's examples as other programs read them: numbers, words as numbers of their own, what is missing as NaN.</summary>
/// <param name="Values">Rows × columns.</param>
/// <param name="Columns">The features.</param>
/// <param name="Words">0-based columns whose numbers stand for words; a word that the training rows do not have is missing.</param>
/// <param name="Target">0 or 1 where there are two classes.</param>
/// <param name="Sides">The study's own division.</param>
/// <param name="Stopping">0-based validation rows that stop a fit; the same as for our own learners.</param>
/// <param name="Calibrating">0-based validation rows that bend the probabilities.</param>
internal sealed record PeerRows(
    double[] Values,
    IReadOnlyList<string> Columns,
    int[] Words,
    double[] Target,
    Sides Sides,
    int[] Stopping,
    int[] Calibrating
)
{
    public int Count => Target.Length;

    public static PeerRows Of(PredictionStudy study, Frame frame, Sides sides, IReadOnlyList<string> features)
    {
        var isClass = frame[study.Target].Type is ColumnType.Bool or ColumnType.Text;
        var (stopping, calibrating) = isClass
            ? Calibration.Halve(study.Split, frame, study.Key, study.Target, sides.Validation)
            : (sides.Validation, sides.Validation);
        var (values, words) = (new double[frame.RowCount * features.Count], new List<int>());
        foreach (var (place, name) in features.Index())
        {
            var column = frame[name];
            var numbers = column.Type == ColumnType.Text ? Codes(column, sides.Train) : column.ToDoubles();
            if (column.Type == ColumnType.Text)
            {
                words.Add(place);
            }

            for (var row = 0; row < frame.RowCount; row++)
            {
                values[row * features.Count + place] = numbers[row];
            }
        }

        return new PeerRows(values, features, [.. words], frame[study.Target].ToDoubles(), sides, stopping, calibrating);
    }

    /// <summary>Some rows, one after the other.</summary>
    public double[] Matrix(int[] rows) => [.. rows.SelectMany(row => Values.AsSpan(row * Columns.Count, Columns.Count).ToArray())];

    /// <summary>Writes what <c>peers/models.py</c> reads.</summary>
    public void Write(string folder, bool isClass)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "x.f64"), MemoryMarshal.AsBytes<double>(Values));
        File.WriteAllBytes(Path.Combine(folder, "y.f64"), MemoryMarshal.AsBytes<double>(Target));
        File.WriteAllText(
            Path.Combine(folder, "rows.json"),
            JsonSerializer.Serialize(
                new
                {
                    columns = Columns.Count,
                    words = Words,
                    isClass,
                    train = Sides.Train,
                    validation = Sides.Validation,
                    stopping = Stopping,
                }
            )
        );
    }

    private static double[] Codes(Column column, int[] train)
    {
        var codes = train
            .Select(row => column[row] as string)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Index()
            .ToDictionary(pair => pair.Item, pair => (double)pair.Index, StringComparer.Ordinal);
        return
        [
            .. Enumerable
                .Range(0, column.Count)
                .Select(row => column[row] is string word && codes.TryGetValue(word, out var code) ? code : double.NaN),
        ];
    }
}
