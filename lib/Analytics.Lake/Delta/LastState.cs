using System.Globalization;
using System.Text;
using System.Text.Json;
using Analytics.Lake.Storage;

namespace Analytics.Lake.Delta;

/// <summary>
/// <c>_last_state</c>: the actions of the newest checkpoint as lines of JSON, sealed. A checkpoint is Parquet, so that reading it starts DuckDB, which takes longer
/// than all else that opens a table; this takes as long as its lines. Other engines know no such name and read the checkpoint.
/// </summary>
internal static class LastState
{
    private const string Header = "analytics.state";

    public static string PathIn(DeltaLog log) => Path.Combine(log.Folder, "_last_state");

    /// <summary>Replaces the one before.</summary>
    /// <param name="log">The table's log.</param>
    /// <param name="state">What the actions lead to.</param>
    /// <param name="actions">Those of the checkpoint of that version: protocol and metaData first.</param>
    /// <param name="stage">A folder on the lake's file system.</param>
    public static void Write(DeltaLog log, DeltaState state, IEnumerable<string> actions, string stage)
    {
        var header = string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"{Header}\":{{\"version\":{state.Version},\"chain\":\"{state.Chain}\",{Seal.Properties}}}}}\n"
        );
        Disk.Write(
            PathIn(log),
            Path.Combine(stage, "last_state.tmp"),
            Seal.Put(header + string.Concat(actions.Select(action => action + "\n")))
        );
    }

    /// <summary>The state, when it is of a version that is not newer than the one asked for and the file is what was written; null otherwise.</summary>
    /// <param name="log">The table's log.</param>
    /// <param name="table">The table's name, for errors.</param>
    /// <param name="version">The version that is asked for.</param>
    /// <param name="after">Only of a later version than this.</param>
    public static DeltaState? TryRead(DeltaLog log, string table, long version, long after)
    {
        try
        {
            var bytes = File.ReadAllBytes(PathIn(log));
            if (Seal.Check(bytes) != SealState.Whole)
            {
                return null;
            }

            var end = bytes.AsSpan().IndexOf((byte)'\n');
            using var header = JsonDocument.Parse(bytes.AsMemory(0, end));
            var of = header.RootElement.GetProperty(Header);
            var found = of.GetProperty("version").GetInt64();
            if (found > version || found <= after)
            {
                return null;
            }

            var replay = new Replay(table, DeltaState.None);
            replay.Apply(found, Encoding.UTF8.GetString(bytes.AsSpan(end + 1)));
            replay.SetChain(of.GetProperty("chain").GetString()!);
            return replay.ToState(found);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            // A log that is young, or of an earlier version.
            return null;
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            // Checkpoint and entries say the same.
            return null;
        }
    }

    /// <summary>What is wrong with the file; null where nothing is, or where there is none.</summary>
    public static string? Damage(DeltaLog log) =>
        File.Exists(PathIn(log)) && Seal.Check(File.ReadAllBytes(PathIn(log))) != SealState.Whole
            ? "it is not what its own seal says"
            : null;
}
