using System.Diagnostics;
using System.Text;
using Analytics.Tests;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Analytics.Server.Tests;

/// <summary>Debian's RabbitMQ on a free port of this machine, with its own name, cookie, folder and port mapper; ended by their ids.</summary>
public sealed class RabbitMqServer : IAsyncLifetime
{
    public const string Program = "/usr/lib/rabbitmq/bin/rabbitmq-server";
    private const string Mapper = "epmd";

    private readonly string _folder = Directory.CreateTempSubdirectory("analytics-rabbitmq-").FullName;
    private readonly (int Port, int Nodes, int Mapper) _ports = (FreePort.Next(), FreePort.Next(), FreePort.Next());
    private readonly StringBuilder _said = new();
    private Process? _mapper;
    private Process? _broker;

    /// <summary>With the user and password that a new broker has, who may come from this machine only.</summary>
    public string Url => Invariant($"amqp://guest:guest@127.0.0.1:{_ports.Port}");

    public async Task InitializeAsync()
    {
        if (RabbitMqFactAttribute.Missing is not null)
        {
            return;
        }

        await File.WriteAllTextAsync(Path.Combine(_folder, "plugins"), "[].");
        _mapper = Run(OutsideTools.Find(Mapper)!, "-port", Invariant($"{_ports.Mapper}"));
        await Begin();
    }

    /// <summary>Starts the broker, with what its folder holds, and waits until it lets clients in.</summary>
    public async Task Begin()
    {
        _broker = Run(Program);
        var factory = new ConnectionFactory { Uri = new Uri(Url), AutomaticRecoveryEnabled = false };
        await Patience.Until(
            async () =>
            {
                try
                {
                    await using var connection = await factory.CreateConnectionAsync();
                    return true;
                }
                catch (BrokerUnreachableException)
                {
                    return false;
                }
            },
            isReady => isReady,
            _ =>
            {
                lock (_said)
                {
                    return $"The broker is not ready: {_said}";
                }
            },
            120
        );
    }

    /// <summary>As kill -9, with the process that it runs in.</summary>
    public async Task Kill()
    {
        _broker!.Kill(entireProcessTree: true);
        await _broker.WaitForExitAsync();
        _broker.Dispose();
        _broker = null;
    }

    public async Task DisposeAsync()
    {
        if (_broker is not null)
        {
            await Kill();
        }

        if (_mapper is not null)
        {
            _mapper.Kill();
            await _mapper.WaitForExitAsync();
            _mapper.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private Process Run(string program, params string[] arguments) =>
        OutsideServer.Start(
            _folder,
            _said,
            program,
            arguments,
            ("HOME", _folder),
            ("ERL_EPMD_PORT", Invariant($"{_ports.Mapper}")),
            ("ERL_EPMD_ADDRESS", "127.0.0.1"),
            ("RABBITMQ_NODENAME", Invariant($"analytics{_ports.Port}@localhost")),
            ("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1"),
            ("RABBITMQ_NODE_PORT", Invariant($"{_ports.Port}")),
            ("RABBITMQ_DIST_PORT", Invariant($"{_ports.Nodes}")),
            ("RABBITMQ_MNESIA_BASE", Path.Combine(_folder, "mnesia")),
            ("RABBITMQ_LOG_BASE", Path.Combine(_folder, "log")),
            ("RABBITMQ_PID_FILE", Path.Combine(_folder, "pid")),
            ("RABBITMQ_ENABLED_PLUGINS_FILE", Path.Combine(_folder, "plugins")),
            ("RABBITMQ_CONF_ENV_FILE", Path.Combine(_folder, "none")),
            ("RABBITMQ_CONFIG_FILE", Path.Combine(_folder, "rabbitmq")),
            ("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1}")
        );
}

/// <summary>A fact that needs Debian's RabbitMQ and says so when it is not there.</summary>
public sealed class RabbitMqFactAttribute : FactAttribute
{
    public RabbitMqFactAttribute()
    {
        if (Missing is { } missing)
        {
            Skip = missing;
        }
    }

    internal static string? Missing { get; } =
        File.Exists(RabbitMqServer.Program) && OutsideTools.Find("epmd") is not null ? null : "Not installed: rabbitmq-server (Debian).";
}

[CollectionDefinition(nameof(RabbitMqServer))]
public sealed class RabbitMqServerCollection : ICollectionFixture<RabbitMqServer>, ICollectionFixture<SampleLake>;
