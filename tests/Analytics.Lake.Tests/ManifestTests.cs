namespace Analytics.Lake.Tests;

public sealed class ManifestTests
{
    // As the version before wrote it.
    private const string FormatOne = """
        {
          "format": 1,
          "parent": null,
          "message": "rebuild shop",
          "tables": {
            "silver.shop.sales": { "version": 3, "sha": "5f7d2b7b1e2ed1a5c9ee8b4ff6ba17bcdd2b1a0f1b9f9d3c3f4d8c1f2a6e7b90", "rows": 3 }
          },
          "cursors": { "tills": "3" },
          "models": { "shop/churn": "2" },
          "steps": {},
          "verdicts": [
            { "table": "silver.shop.sales", "gate": "conservation of rows", "severity": "fail", "passed": true, "observed": 0, "detail": "received=6 kept=3 quarantined=1 superseded=2" },
            { "table": "silver.shop.sales", "gate": "key is unique", "severity": "fail", "passed": true, "observed": 0, "detail": "no repeated id" },
            { "table": "silver.shop.sales", "gate": "measure: groups of kind", "severity": "warn", "passed": true, "observed": 2, "detail": "apple\u001Fpear" },
            { "table": "silver.shop.sales", "gate": "measure: groups of colour", "severity": "warn", "passed": true, "observed": 0, "detail": "" },
            { "table": "silver.shop.sales", "gate": "measure: null count of note", "severity": "warn", "passed": true, "observed": 1, "detail": null },
            { "table": "silver.shop.sales", "gate": "measure: rows", "severity": "warn", "passed": true, "observed": 3, "detail": null },
            { "table": "silver.shop.sales", "gate": "measure: rows that refer to nothing: till: reference to silver.tills", "severity": "warn", "passed": true, "observed": 1, "detail": "aa bb" }
          ]
        }
        """;

    [Fact]
    public void A_manifest_of_format_1_gives_accounts_and_measures_of_their_own_types()
    {
        var manifest = Manifest.FromJson(FormatOne, "test");
        AssertMeaning(manifest);
        Assert.Null(manifest.Tables["silver.shop.sales"].Log);
        // What it becomes in the format of today says the same.
        AssertMeaning(Manifest.FromJson(manifest.ToJson(), "test"));
        Assert.DoesNotContain("measure: ", manifest.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_manifest_holds_comes_back_from_its_text()
    {
        using var temp = new TempLake();
        using var writer = temp.Write();
        writer.Replace(temp.Stage(writer, TempLake.SalesRows(0, 5)));
        writer.SetAccount("silver.shop.sales", new Account(9, 5, 3, 1));
        writer.SetMeasures(
            "silver.shop.sales",
            new TableMeasures(5)
            {
                Nulls = new Dictionary<string, long> { ["note"] = 1, ["amount"] = 0 },
                Groups = new Dictionary<string, IReadOnlyList<string>> { ["note"] = ["a, b", "c\u001Fd", ""] },
                Lost = new Dictionary<string, LostRows> { ["month: reference to silver.months"] = new(2, "aa", null) },
            }
        );
        writer.AddVerdict(new VerdictRecord("silver.shop.sales", "mean", "warn", false, double.NaN, "figures"));
        var written = writer.Publish("typed");
        var read = temp.Lake.Head;
        Assert.Equal(new Account(9, 5, 3, 1), read.Accounts["silver.shop.sales"]);
        Assert.Equal(["a, b", "c\u001Fd", ""], read.Measures["silver.shop.sales"].Groups["note"]);
        Assert.Equal(new LostRows(2, "aa", null), read.Measures["silver.shop.sales"].Lost["month: reference to silver.months"]);
        Assert.Equal(written.Manifest.ToJson(), read.Manifest.ToJson());
    }

    [Fact]
    public void Going_back_brings_accounts_and_measures_back_too()
    {
        using var temp = new TempLake();
        Snapshot Step(int rows)
        {
            using var writer = temp.Write();
            writer.Replace(temp.Stage(writer, TempLake.SalesRows(0, rows)));
            writer.SetAccount("silver.shop.sales", new Account(rows, rows, 0, 0));
            writer.SetMeasures("silver.shop.sales", new TableMeasures(rows));
            return writer.Publish("step");
        }

        var first = Step(10);
        Step(20);
        using (var writer = temp.Write())
        {
            writer.Rollback(first);
            writer.Publish("back");
        }

        Assert.Equal(10, temp.Lake.Head.Accounts["silver.shop.sales"].Kept);
        Assert.Equal(10, temp.Lake.Head.Measures["silver.shop.sales"].Rows);
    }

    private static void AssertMeaning(Manifest manifest)
    {
        Assert.Equal(new Account(6, 3, 1, 2), manifest.Accounts["silver.shop.sales"]);
        var measures = manifest.Measures["silver.shop.sales"];
        Assert.Equal(3, measures.Rows);
        Assert.Equal(1, Assert.Single(measures.Nulls, pair => pair.Key == "note").Value);
        Assert.Equal(["apple", "pear"], measures.Groups["kind"]);
        Assert.Empty(measures.Groups["colour"]);
        Assert.Equal(new LostRows(1, "aa", "bb"), measures.Lost["till: reference to silver.tills"]);
        Assert.Equal("key is unique", Assert.Single(manifest.Verdicts).Gate);
        Assert.Equal("2", manifest.Models["shop/churn"]);
    }
}
