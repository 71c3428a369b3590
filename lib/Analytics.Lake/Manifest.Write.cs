using System.Text.Json;
using Analytics.Lake.Delta;

namespace Analytics.Lake;

internal sealed partial record Manifest
{
    /// <summary>The manifest as text: keys in ordinal order, two spaces, line feeds.</summary>
    public string ToJson() =>
        DeltaJson.Text(
            json =>
            {
                json.WriteStartObject();
                json.WriteNumber("format", Format);
                json.WriteString("parent", Parent);
                json.WriteString("message", Message);
                WriteEach(json, "tables", Tables, Write);
                Write(json, "cursors", Cursors);
                Write(json, "models", Models);
                Write(json, "model_files", ModelFiles);
                WriteEach(json, "steps", Steps, Write);
                WriteEach(json, "accounts", Accounts, Write);
                WriteEach(json, "measures", Measures, Write);
                json.WriteStartArray("verdicts");
                foreach (var verdict in Verdicts)
                {
                    Write(json, verdict);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            },
            indented: true
        ) + "\n";

    private static void Write(Utf8JsonWriter json, TableVersion table)
    {
        json.WriteNumber("version", table.Version);
        json.WriteString("sha", table.Sha);
        json.WriteNumber("rows", table.Rows);
        json.WriteString("log", table.Log);
    }

    private static void Write(Utf8JsonWriter json, StepRecord step)
    {
        json.WriteString("fingerprint", step.Fingerprint);
        json.WriteString("code", step.Code);
        json.WriteString("engine", step.Engine);
        Write(json, "inputs", step.Inputs);
        Write(json, "parameters", step.Parameters);
        Write(json, "outputs", step.Outputs);
    }

    private static void Write(Utf8JsonWriter json, Account account)
    {
        json.WriteNumber("received", account.Received);
        json.WriteNumber("kept", account.Kept);
        json.WriteNumber("quarantined", account.Quarantined);
        json.WriteNumber("superseded", account.Superseded);
    }

    private static void Write(Utf8JsonWriter json, TableMeasures measures)
    {
        json.WriteNumber("rows", measures.Rows);
        json.WriteStartObject("nulls");
        foreach (var (column, rows) in measures.Nulls.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            json.WriteNumber(column, rows);
        }

        json.WriteEndObject();
        json.WriteStartObject("groups");
        foreach (var (column, words) in measures.Groups.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            json.WriteStartArray(column);
            foreach (var word in words)
            {
                json.WriteStringValue(word);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        WriteEach(json, "lost", measures.Lost, Write);
    }

    private static void Write(Utf8JsonWriter json, LostRows lost)
    {
        json.WriteNumber("rows", lost.Rows);
        json.WriteString("of", lost.Of);
        json.WriteString("to", lost.To);
    }

    private static void Write(Utf8JsonWriter json, VerdictRecord verdict)
    {
        json.WriteStartObject();
        json.WriteString("table", verdict.Table);
        json.WriteString("gate", verdict.Gate);
        json.WriteString("severity", verdict.Severity);
        json.WriteBoolean("passed", verdict.Passed);
        // JSON has no NaN and no infinity; such a figure is no figure.
        if (verdict.Observed is { } observed && double.IsFinite(observed))
        {
            json.WriteNumber("observed", observed);
        }
        else
        {
            json.WriteNull("observed");
        }

        json.WriteString("detail", verdict.Detail);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string> texts)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in texts.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static void WriteEach<T>(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, T> map, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in map.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            json.WriteStartObject(key);
            write(json, value);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
