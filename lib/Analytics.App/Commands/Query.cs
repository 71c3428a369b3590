using System.Buffers;
using System.CommandLine;
using System.Text;
using System.Text.Json;
using Analytics.DuckDb;
using Analytics.Engine;
using Analytics.Frames;

namespace Analytics.App.Commands;

/// <summary>scripts/query.csx: SQL over the published snapshot, a schema per domain.</summary>
public static class Query
{
    public static int Main(IEnumerable<string> args) => CommandHost.Run(Definition(), args);

    public static Command Definition()
    {
        var sql = new Argument<string>("sql") { Description = "A query, e.g. \"from crashes.hotspots limit 5\"." };
        var seconds = new Option<int>("--seconds")
        {
            Description = "Stops the query after so many seconds.",
            DefaultValueFactory = _ => s_limits.Seconds,
        };
        var rows = new Option<long>("--rows") { Description = "Rows that the answer may have.", DefaultValueFactory = _ => s_limits.Rows };
        var memory = new Option<int>("--memory")
        {
            Description = "Megabytes for the query's work, and as many for its answer.",
            DefaultValueFactory = _ => s_limits.Megabytes,
        };
        var at = new Option<string?>("--at") { Description = "A snapshot's id or its first digits. Default: the published one." };
        var command = new Command("query", "Runs SQL over the published tables: a domain is a schema. Reading only.")
        {
            sql,
            SharedOptions.Data,
            SharedOptions.Raw,
            SharedOptions.Format,
            at,
            seconds,
            rows,
            memory,
        };
        command.SetAction(
            (parsed, cancellation) =>
            {
                var format = parsed.GetValue(SharedOptions.Format)!;
                if (format is not ("table" or "csv" or "json"))
                {
                    throw new UsageException($"--format takes table, csv or json, not '{format}'.");
                }

                using var lake = SharedOptions.Open(parsed);
                var snapshot = parsed.GetValue(at) is { } id ? lake.At(id) : lake.Head;
                if (snapshot.Tables.Count == 0)
                {
                    throw new UsageException("The lake is empty. Fill it first: dotnet script scripts/rebuild.csx");
                }

                using var questions = new SnapshotQuestions(
                    snapshot,
                    new QuestionLimits
                    {
                        Seconds = parsed.GetValue(seconds),
                        Rows = parsed.GetValue(rows),
                        Megabytes = parsed.GetValue(memory),
                    }
                );
                Print(questions.Ask(parsed.GetValue(sql)!, cancellation), format, parsed.GetValue(SharedOptions.Raw));
                return Task.FromResult(0);
            }
        );
        return command;
    }

    private static readonly QuestionLimits s_limits = new();

    internal static void Print(Frame frame, string format, bool raw) =>
        Print(new Answer(frame, [.. frame.Columns.Select(_ => false)]), format, raw);

    private static void Print(Answer answer, string format, bool raw)
    {
        var frame = answer.Frame;
        switch (format)
        {
            case "csv":
                Console.Out.Write(frame.ToCsv(!raw));
                break;
            case "json":
                var text = new ArrayBufferWriter<byte>();
                using (var json = new Utf8JsonWriter(text, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
                {
                    WriteJson(
                        json,
                        answer,
                        () =>
                        {
                            json.Flush();
                            Console.Out.Write(Encoding.UTF8.GetString(text.WrittenSpan));
                            text.ResetWrittenCount();
                        }
                    );
                }

                Console.Out.Write(Encoding.UTF8.GetString(text.WrittenSpan));
                Console.WriteLine();
                break;
            default:
                Console.WriteLine(frame.ToString());
                break;
        }
    }

    private static void WriteJson(Utf8JsonWriter json, Answer answer, Action flush)
    {
        var frame = answer.Frame;
        json.WriteStartArray();
        for (var row = 0; row < frame.RowCount; row++)
        {
            FrameJson.WriteRow(json, frame, row, answer.IsJson);
            if (row % 1000 == 999)
            {
                flush();
            }
        }

        json.WriteEndArray();
    }
}
