using System.Reflection;

namespace Analytics.Engine.Tests;

public sealed class CultureTests
{
    private static readonly Toy s_gated = new()
    {
        Most = 99.5,
        Gates =
        [
            new QuarantineShare(0.25),
            new ExpectedShare("large amounts", 0.75, 1000, ["amount: range"]),
            new MinimumRows(1),
            new RowBaseline(0.75),
            new NullBaseline("name", 0.125),
            new VanishedGroups("name"),
            new TableRule("amount: rule", "SELECT min(amount) FROM candidate", -1.5, double.PositiveInfinity),
        ],
    };

    private static readonly string[] s_rows =
    [
        .. Enumerable.Range(1, 10).Select(id => $"{id},{(id == 1 ? "plum" : "apple")},10,2024-01-05"),
    ];

    public static TheoryData<string> Cultures => [.. InCulture.Names];

    [Theory, MemberData(nameof(Cultures))]
    public void A_lake_built_under_one_culture_is_fresh_under_another(string culture)
    {
        using var lake = new ToyLake();
        var inputs = new[] { lake.Items("a.csv", s_rows), lake.Rates("r.csv", "x,1.5") };
        InCulture.Do("", () => lake.LandAndRun(s_gated, inputs));

        Assert.Equal("items fresh, rates fresh, by_month fresh, rated fresh, total fresh", InCulture.Do(culture, () => lake.Plan(s_gated)));
    }

    [Theory, MemberData(nameof(Cultures))]
    public void The_whole_tree_of_a_lake_is_the_same_in_every_culture(string culture) => Assert.Equal(Tree(""), Tree(culture));

    /// <summary>Every file but run records (they hold times) and the warehouse with its bytes.</summary>
    private static SortedDictionary<string, string> Tree(string culture) =>
        InCulture.Do(
            culture,
            () =>
            {
                using var lake = new ToyLake();
                lake.LandAndRun(
                    s_gated,
                    lake.Items("a.csv", [.. s_rows, "11,apple,-7,2024-01-05", "12,pear,x,2024-01-05"]),
                    lake.Rates("r.csv", "x,1.5", "APPLE,-0.25")
                );
                return new SortedDictionary<string, string>(
                    Directory
                        .EnumerateFiles(lake.Data, "*", SearchOption.AllDirectories)
                        .Select(file => (Name: Path.GetRelativePath(lake.Data, file), Bytes: File.ReadAllBytes(file)))
                        .Where(file =>
                            !file.Name.StartsWith("runs", StringComparison.Ordinal)
                            && !file.Name.Contains("warehouse", StringComparison.Ordinal)
                            && file.Name != "LOCK"
                        )
                        .ToDictionary(
                            file => file.Name,
                            file =>
                                file.Bytes.Length < 100_000 && !file.Name.EndsWith(".parquet", StringComparison.Ordinal)
                                    ? WithoutPlace(System.Text.Encoding.UTF8.GetString(file.Bytes))
                                    : Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(file.Bytes))
                        ),
                    StringComparer.Ordinal
                );
            }
        );

    /// <summary>The description of a raw file tells its folder apart from others, and each lake of this test has its own.</summary>
    private static string WithoutPlace(string text) =>
        string.Join(
            '\n',
            text.Split('\n')
                .Where(line =>
                    line.TrimStart() is var member
                    && !member.StartsWith("\"place\":", StringComparison.Ordinal)
                    && !member.StartsWith("\"analytics.seal\":", StringComparison.Ordinal)
                )
                .Select(line => line.TrimEnd(','))
        );

    public static TheoryData<Type> Gates =>
        [.. typeof(Gate).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Gate)) && !type.IsAbstract)];

    [Theory, MemberData(nameof(Gates))]
    public void The_identity_of_a_gate_follows_each_parameter_and_no_culture(Type gate)
    {
        var constructor = gate.GetConstructors().MaxBy(constructor => constructor.GetParameters().Length)!;
        var parameters = constructor.GetParameters();
        var first = Array.ConvertAll(parameters, parameter => Value(parameter, 0));
        var identity = ((Gate)constructor.Invoke(first)).Identity;
        Assert.All(
            InCulture.Names,
            culture => Assert.Equal(identity, InCulture.Do(culture, () => ((Gate)constructor.Invoke(first)).Identity))
        );
        for (var i = 0; i < parameters.Length; i++)
        {
            object[] other = [.. first];
            other[i] = Value(parameters[i], 1);
            Assert.NotEqual(identity, ((Gate)constructor.Invoke(other)).Identity);
        }
    }

    [Fact]
    public void Gates_of_two_types_with_equal_parameters_are_two() =>
        Assert.NotEqual(new RowBaseline(0.5) { Name = "x" }.Identity, new QuarantineShare(0.5, Severity.Warn) { Name = "x" }.Identity);

    private static object Value(ParameterInfo parameter, int which) =>
        parameter.ParameterType switch
        {
            var type when type == typeof(double) => which == 0 ? -1234.5 : -1234.25,
            var type when type == typeof(long) || type == typeof(int) => Convert.ChangeType(
                which - 5,
                parameter.ParameterType,
                System.Globalization.CultureInfo.InvariantCulture
            ),
            var type when type == typeof(string) => which == 0 ? "a" : "b",
            var type when type == typeof(IReadOnlyList<string>) => which == 0 ? new[] { "a" } : ["b"],
            var type when type.IsEnum => Enum.GetValues(type).GetValue(which)!,
            var type when type == typeof(bool) => which == 1,
            _ => throw new NotSupportedException($"{parameter}: give this test two values of its type."),
        };
}
