using System.Collections;
using Analytics.Server.Hosting;
using Analytics.Server.Security;

namespace Analytics.Server.Tests;

public sealed class SettingsTests : IDisposable
{
    private readonly string _file = Path.Combine(Directory.CreateTempSubdirectory("analytics-settings-").FullName, "appsettings.json");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);

    private ServerSettings Read(string? json, Hashtable? environment = null, params (string, string?)[] typed)
    {
        if (json is not null)
        {
            File.WriteAllText(_file, json);
        }

        return ServerSettings.Read(
            json is null ? null : _file,
            environment ?? [],
            typed.ToDictionary(each => each.Item1, each => each.Item2)
        );
    }

    [Fact]
    public void What_is_typed_goes_over_the_environment_and_that_over_the_file()
    {
        const string Json = """{"Analytics": {"Port": 1, "QueryRows": 5, "QuerySeconds": 7}}""";
        var settings = Read(
            Json,
            new Hashtable
            {
                ["Analytics__Port"] = "2",
                ["Analytics__QueryRows"] = "6",
                ["PATH"] = "x",
            },
            ("Port", "3"),
            ("Host", null)
        );

        Assert.Equal((3, 6, 7, "127.0.0.1"), (settings.Port, settings.QueryRows, settings.QuerySeconds, settings.Host));
    }

    [Theory]
    [InlineData("""{"Analytics": {"Prot": 1}}""", "Prot")]
    [InlineData("""{"Analytics": {"Port": "many"}}""", "many")]
    [InlineData("""{"Analytics": {"Port": 70000}}""", "70000")]
    [InlineData("""{"Analytics": {"Port": [1]}}""", "Port")]
    [InlineData("""{"Analytics": {"Keys": {"a": "reader:00"}}}""", "environment")]
    [InlineData("""{"Analytics": {"AlertWebhook": "https://example.org/x"}}""", "environment")]
    [InlineData("""{"Analytics": {"SmtpPassword": "x"}}""", "environment")]
    [InlineData("""{"Analytics": {"DatabasePostgreSql": "postgresql://a:b@c/d"}}""", "environment")]
    [InlineData("""{"Analytics": {"Database": {"PostgreSql": "postgresql://a:b@c/d"}}}""", "environment")]
    [InlineData("""{"Logging": {}}""", "Analytics")]
    [InlineData("""{"Analytics": """, "no JSON")]
    public void What_is_wrong_in_the_file_is_refused_by_name(string json, string word)
    {
        var error = Assert.Throws<UsageException>(() => Read(json));
        Assert.Contains(word, error.Message, StringComparison.Ordinal);
        Assert.Contains(_file, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void An_unknown_variable_of_the_environment_is_refused_by_name()
    {
        var error = Assert.Throws<UsageException>(() => Read(null, new Hashtable { ["Analytics__Prot"] = "1" }));
        Assert.Contains("Analytics__Prot", error.Message, StringComparison.Ordinal);
        Assert.Contains("Port", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AlertWebhook", "ftp://example.org", "https://")]
    [InlineData("AlertWebhook", "https://a:b@example.org", "password")]
    [InlineData("AlertTo", "ops@example.org", "SmtpHost")]
    [InlineData("SmtpSecurity", "ssl", "starttls")]
    [InlineData("RunsKept", "9", "10")]
    public void Where_alerts_cannot_go_is_said_at_the_start(string key, string value, string word)
    {
        var error = Assert.Throws<UsageException>(() => Read(null, new Hashtable { ["Analytics__" + key] = value }));
        Assert.Contains(word, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mail_does_not_cross_the_network_in_clear_text_and_no_text_of_the_settings_holds_a_secret()
    {
        Hashtable Of(string host) =>
            new()
            {
                ["Analytics__SmtpHost"] = host,
                ["Analytics__SmtpSecurity"] = "none",
                ["Analytics__AlertTo"] = "ops@example.org",
                ["Analytics__AlertFrom"] = "analytics@example.org",
                ["Analytics__SmtpPassword"] = "open sesame",
            };
        Assert.Contains(
            "clear text",
            Assert.Throws<UsageException>(() => Read(null, Of("mail.example.org"))).Message,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("sesame", Read(null, Of("localhost")).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_setting_is_in_the_help_with_what_holds_without_it()
    {
        var properties = typeof(ServerSettings).GetProperties().Where(property => property.CanWrite && property.Name != "Keys");
        Assert.All(properties, property => Assert.Matches($@"(?m)^\s+{property.Name}\s+\S", SettingsText.Help));
    }

    [Fact]
    public void A_new_key_is_let_in_by_the_line_that_is_printed_with_it()
    {
        var text = ApiKeys.New("operator");
        var key = text.Split('\n')[0].Split(' ')[^1].Trim();
        var line = text.Split('\n')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1].Split('=');
        var settings = Read(null, new Hashtable { [line[0]] = line[1] });

        Assert.DoesNotContain(key, line[1], StringComparison.Ordinal);
        Assert.Equal(Role.Operator, new ApiKeys(settings.Keys).Find(key)!.Role);
        Assert.Null(new ApiKeys(settings.Keys).Find(key + "x"));
        Assert.Throws<UsageException>(() => ApiKeys.New("king"));
        Assert.Throws<UsageException>(() => ApiKeys.New("2"));
    }
}
