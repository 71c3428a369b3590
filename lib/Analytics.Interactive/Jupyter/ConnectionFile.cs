using System.Text.Json;
using System.Text.Json.Nodes;
using Analytics.Interactive.Jupyter.Zmtp;

namespace Analytics.Interactive.Jupyter;

/// <summary>What a Jupyter client tells the kernel at its start: five ports, an address and the key that signs messages.</summary>
internal sealed record ConnectionFile(
    string Transport,
    string Ip,
    int Shell,
    int IoPub,
    int Stdin,
    int Control,
    int Heartbeat,
    string Scheme,
    string Key
)
{
    public static ConnectionFile Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return From(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}: not a Jupyter connection file, JSON was expected: {e.Message}", e);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    public Address At(int port) => new(Transport, Ip, port);

    /// <summary>Writes the ports that were bound into a file whose ports were 0, where its client waits for them.</summary>
    public void WriteTo(string path)
    {
        var json = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        (json["shell_port"], json["iopub_port"], json["stdin_port"], json["control_port"], json["hb_port"]) = (
            Shell,
            IoPub,
            Stdin,
            Control,
            Heartbeat
        );
        File.WriteAllText(path + ".part", json.ToJsonString());
        File.Move(path + ".part", path, overwrite: true);
    }

    private static ConnectionFile From(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidDataException("not a Jupyter connection file, a JSON object was expected");
        }

        var transport = Text(json, "transport", "tcp");
        if (transport is not ("tcp" or "ipc"))
        {
            throw new InvalidDataException($"\"transport\" is \"{transport}\", \"tcp\" or \"ipc\" was expected");
        }

        return new ConnectionFile(
            transport,
            Text(json, "ip", "127.0.0.1"),
            Port(json, "shell_port"),
            Port(json, "iopub_port"),
            Port(json, "stdin_port"),
            Port(json, "control_port"),
            Port(json, "hb_port"),
            Text(json, "signature_scheme", "hmac-sha256"),
            Text(json, "key", "")
        );
    }

    private static string Text(JsonElement json, string name, string fallback) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : fallback;

    private static int Port(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt32(out var port)
        && port is >= 0 and <= 65535
            ? port
            : throw new InvalidDataException($"\"{name}\" is missing or no port number from 0 to 65535");
}
