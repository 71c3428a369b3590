using System.CommandLine;
using System.Text.Json;
using Analytics.Engine;
using Analytics.Frames;

namespace Analytics.App.Commands;

/// <summary>scripts/query.csx: SQL over the published snapshot, a schema per domain.</summary>
public static class Query
{
    public static int Main(IEnumerable<string> args)
    {
        var sql = new Argument<string>("sql") { Description = "A query, e.g. \"from crashes.hotspots limit 5\"." };
        var at = new Option<string?>("--at") { Description = "A snapshot's id or its first digits. Default: the published one." };
        var command = new Command("query", "Runs SQL over the published tables: a domain is a schema. Reading only.") { sql, SharedOptions.Data, SharedOptions.Raw, SharedOptions.Format, at };
        command.SetAction((parsed, cancellation) =>
        {
            var format = parsed.GetValue(SharedOptions.Format)!;
            if (format is not ("table" or "csv" or "json"))
                throw new UsageException($"--format takes table, csv or json, not '{format}'.");
            using var lake = SharedOptions.Open(parsed);
            var snapshot = parsed.GetValue(at) is { } id ? lake.At(id) : lake.Head;
            if (snapshot.Tables.Count == 0)
                throw new UsageException("The lake is empty. Fill it first: dotnet script scripts/rebuild.csx");
            using var db = Published.Open(snapshot);
            Print(db.Query(parsed.GetValue(sql)!, cancellation), format, parsed.GetValue(SharedOptions.Raw));
            return Task.FromResult(0);
        });
        return CommandHost.Run(command, args);
    }

    internal static void Print(Frame frame, string format, bool raw = false)
    {
        switch (format)
        {
            case "csv":
                Console.Out.Write(frame.ToCsv(!raw));
                break;
            case "json":
                using (var json = new Utf8JsonWriter(Console.OpenStandardOutput(), new JsonWriterOptions { Indented = true, NewLine = "\n" }))
                    WriteJson(json, frame);
                Console.WriteLine();
                break;
            default:
                Console.WriteLine(frame.ToString());
                break;
        }
    }

    private static void WriteJson(Utf8JsonWriter json, Frame frame)
    {
        json.WriteStartArray();
        for (var row = 0; row < frame.RowCount; row++)
        {
            json.WriteStartObject();
            foreach (var column in frame.Columns)
            {
                json.WritePropertyName(column.Name);
                switch (column[row])
                {
                    case null or double.NaN or double.PositiveInfinity or double.NegativeInfinity or float.NaN or float.PositiveInfinity or float.NegativeInfinity: json.WriteNullValue(); break;
                    case bool flag: json.WriteBooleanValue(flag); break;
                    case string text: json.WriteStringValue(text); break;
                    case decimal number: json.WriteNumberValue(number); break;
                    case DateTime time: json.WriteStringValue(time); break;
                    case DateOnly date: json.WriteStringValue(date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)); break;
                    case long number: json.WriteNumberValue(number); break;
                    case int number: json.WriteNumberValue(number); break;
                    case float number: json.WriteNumberValue(number); break;
                    case double number: json.WriteNumberValue(number); break;
                }
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
