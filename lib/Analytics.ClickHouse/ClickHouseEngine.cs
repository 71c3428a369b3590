using System.Globalization;
using System.Net.Http;
using System.Security.Cryptography;
using Analytics.Engine;
using ClickHouse.Driver;
using ClickHouse.Driver.ADO;

namespace Analytics.ClickHouse;

/// <summary>
/// Runs the SQL of Gold tables on a ClickHouse server, over the lake's Delta tables. Nothing is made on the server but temporary tables of one
/// session, which end with it. One query runs at a time: a server has all of its processors for it.
/// </summary>
public sealed class ClickHouseEngine : TableEngine, IDisposable
{
    /// <summary>Raised when the translation makes other SQL of the same text.</summary>
    private const int Translation = 1;

    private readonly ClickHouseOptions _options;
    private readonly ClickHouseClient _client;
    private readonly Lock _one = new();
    private readonly Dictionary<string, string> _sent = new(StringComparer.Ordinal);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    private ClickHouseEngine(ClickHouseOptions options)
    {
        _options = options;
        _client = new ClickHouseClient(
            new ClickHouseClientSettings
            {
                Protocol = options.Server.Scheme,
                Host = options.Server.IdnHost,
                Port = (ushort)options.Server.Port,
                Username = options.User,
                Password = options.Password,
                Database = options.Database,
                UseSession = true,
                SessionId = "analytics-" + RandomNumberGenerator.GetHexString(32, lowercase: true),
                Timeout = options.Timeout,
                CustomSettings = new Dictionary<string, object>(StringComparer.Ordinal) { ["session_timeout"] = 3600 },
            }
        );
        Name = "clickhouse " + Version();
    }

    /// <summary>Connects and asks for the version.</summary>
    /// <exception cref="EngineException">The server does not answer, or not as ClickHouse does.</exception>
    public static ClickHouseEngine Connect(ClickHouseOptions options) => new(options);

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override string Identity => string.Create(CultureInfo.InvariantCulture, $"{Name}, translation {Translation}");

    /// <inheritdoc/>
    public override void Rehearse(IReadOnlyList<EngineQuery> queries, CancellationToken cancellation)
    {
        var refused = new List<string>();
        foreach (var query in queries)
        {
            try
            {
                var sql = Select(query, input => Statements.Nothing(input.Columns));
                _ = Scalar(sql + "\nLIMIT 0", cancellation);
            }
            catch (Exception error) when (error is UntranslatableException or EngineException { IsRefusal: true })
            {
                refused.Add($"  {query.Table}: {error.Message}");
            }
        }

        if (refused.Count > 0)
        {
            throw new EngineException(
                $"{Name} cannot make {refused.Count} of {queries.Count} tables; nothing was run and nothing was written. Make them with DuckDB: leave out --engine.\n"
                    + string.Join("\n", refused)
            )
            {
                IsRefusal = true,
            };
        }
    }

    /// <inheritdoc/>
    public override void Run(EngineQuery query, string file, CancellationToken cancellation)
    {
        var sql = Select(query, input => Statements.Relation(Source(input, cancellation), input.Columns, Filter(input)));
        Ask(
            async cancel =>
            {
                using var answer = await _client
                    .ExecuteRawResultAsync($"{sql}\n{Statements.Settings}\nFORMAT Parquet", null, cancel)
                    .ConfigureAwait(false);
                var body = await answer.ReadDecompressedStreamAsync().ConfigureAwait(false);
                await using (body.ConfigureAwait(false))
                {
                    var target = new FileStream(file, FileMode.CreateNew);
                    await using (target.ConfigureAwait(false))
                    {
                        await body.CopyToAsync(target, cancel).ConfigureAwait(false);
                    }
                }

                return file;
            },
            cancellation
        );
    }

    /// <summary>Removes the session's tables at once; a server that is gone by now would do so an hour after the last query.</summary>
    public void Dispose()
    {
        try
        {
            foreach (var name in _sent.Values)
            {
                NonQuery($"DROP TEMPORARY TABLE IF EXISTS {name}", default);
            }
        }
        catch (EngineException)
        {
            // Nothing is lost: the session ends by itself.
        }

        _client.Dispose();
    }

    private static string Select(EngineQuery query, Func<EngineInput, string> relationOf)
    {
        var inputs = query.Inputs.ToDictionary(input => input.Name, StringComparer.Ordinal);
        EngineInput Input(string name) =>
            inputs.TryGetValue(name, out var input) ? input : throw new UntranslatableException($"there is no table {name}");

        var translated = Translator.Of(
            query.Sql,
            name => [.. Input(name).Columns.Select(column => column.Name)],
            isOrdered: query.Columns is null
        );
        return Statements.Select(translated, name => relationOf(Input(name)), query.Columns);
    }

    private static string? Filter(EngineInput input) =>
        input.Partition is { } partition
            ? $"toString(source.{Statements.Name(partition.Column)}) = {Statements.Text(partition.Value)}"
            : null;

    /// <summary>The table function of a published table, or the temporary table of one that this run made.</summary>
    private string Source(EngineInput input, CancellationToken cancellation)
    {
        if (input.Files is { } files)
        {
            var table = _options.TableOf(input.Path, input.Lake);
            if (_seen.Add(input.FullName + "@" + input.Version))
            {
                CheckFiles(input, table, files, cancellation);
            }

            return table;
        }

        var key = input.FullName + "@" + input.Version;
        if (!_sent.TryGetValue(key, out var sent))
        {
            sent = string.Create(CultureInfo.InvariantCulture, $"analytics_input_{_sent.Count + 1}");
            Send(input, sent, cancellation);
            _sent[key] = sent;
        }

        return sent;
    }

    /// <summary>The files are named by their content, so the server reads this very snapshot where it reads files of these names.</summary>
    private void CheckFiles(EngineInput input, string table, IReadOnlyList<string> files, CancellationToken cancellation)
    {
        var answer = (string)Scalar($"SELECT arrayStringConcat(arraySort(groupUniqArray(_file)), ' ') FROM {table}", cancellation)!;
        var seen = answer.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
        if (!seen.SetEquals(files))
        {
            throw new EngineException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Name} reads another version of {input.FullName} than the one in force: {seen.Except(files).Count()} files that are not of it, {files.Except(seen).Count()} of its {files.Count} missing. Bring the copy that it reads up to date."
                )
            );
        }
    }

    /// <summary>Lays a table that is not published yet beside the others, for this session alone.</summary>
    private void Send(EngineInput input, string name, CancellationToken cancellation)
    {
        var columns = input.Columns.Where(column => Types.Carries(column.Type)).ToArray();
        NonQuery(
            $"CREATE TEMPORARY TABLE {name} ({string.Join(", ", columns.Select(column => $"{Statements.Name(column.Name)} {Types.Of(column.Type)}"))}) ENGINE = Memory",
            cancellation
        );
        var file = input.Write!();
        try
        {
            using var stream = File.OpenRead(file);
            Ask(
                async cancel =>
                {
                    using var answer = await _client
                        .InsertRawStreamAsync(name, stream, "Parquet", columns.Select(column => column.Name), false, null, cancel)
                        .ConfigureAwait(false);
                    return name;
                },
                cancellation
            );
        }
        finally
        {
            File.Delete(file);
        }

        var rows = Convert.ToInt64(Scalar($"SELECT count() FROM {name}", cancellation), CultureInfo.InvariantCulture);
        if (rows != input.Rows)
        {
            throw new EngineException(
                string.Create(CultureInfo.InvariantCulture, $"{Name} took {rows} of the {input.Rows} rows of {input.FullName}.")
            );
        }
    }

    private string Version() =>
        Scalar("SELECT version()", default) is string { Length: > 0 } version
            ? version
            : throw new EngineException($"{_options} does not tell its version: it is no ClickHouse server.");

    private object? Scalar(string sql, CancellationToken cancellation) =>
        Ask(cancel => _client.ExecuteScalarAsync($"{sql}\n{Statements.Settings}", null, null, cancel), cancellation);

    private void NonQuery(string sql, CancellationToken cancellation) =>
        Ask(cancel => _client.ExecuteNonQueryAsync(sql, null, null, cancel), cancellation);

    /// <summary>Asks one thing at a time, no longer than is allowed, and says what went wrong without any secret.</summary>
    private T Ask<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellation)
    {
        lock (_one)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(_options.Timeout);
            try
            {
                return ask(limit.Token).GetAwaiter().GetResult();
            }
            catch (OperationCanceledException error) when (!cancellation.IsCancellationRequested)
            {
                throw new EngineException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"ClickHouse at {_options} took longer than {_options.Timeout.TotalSeconds:0} s."
                    ),
                    error
                );
            }
            catch (ClickHouseServerException error)
            {
                throw new EngineException($"ClickHouse at {_options} refuses it: {FirstLine(error.Message)}", error) { IsRefusal = true };
            }
            catch (Exception error)
                when (error
                        is HttpRequestException
                            or IOException
                            or InvalidDataException
                            or FormatException
                            or NotSupportedException
                            or ArgumentException
                            or InvalidOperationException
                )
            {
                throw new EngineException($"ClickHouse at {_options} does not answer as it should: {FirstLine(error.Message)}", error);
            }
        }
    }

    private static string FirstLine(string text)
    {
        var line = text.Trim().Split('\n')[0].TrimEnd('\r');
        return line.Length > 500 ? line[..500] + "…" : line;
    }
}
