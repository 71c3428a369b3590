using Analytics.DuckDb;

namespace Analytics.Engine.Tests;

/// <summary>Numbers that are taken apart only where that could change them are what taking every one of them apart gives.</summary>
public sealed class BareFiguresTests
{
    private const string Characters = "0012345.5,,. -+()eE%_'\t\u00a0\u202f€$xUSD−٣";

    private static readonly string?[] s_known =
    [
        null,
        "",
        " ",
        ".",
        "-",
        "+",
        "-.",
        "5-",
        "(5)",
        "( 5 )",
        "1.250",
        "1,250",
        "1.250.000",
        "1,250,000.5",
        " 1.250 ",
        "\t12.5\t",
        "\n12.5",
        "\u00a012,5",
        "12. ",
        ".5",
        "-.5-",
        "+-5",
        "1e5",
        " 1e5 ",
        "1E+5",
        "$ 12.50",
        "12.50 EUR",
        "1 250,50",
        "1'250.50",
        "0.123",
        "0123.456",
        "123.456",
        "1234.567",
        "nan",
        "inf",
        "1_000",
        "0x10",
        "٣",
    ];

    [Fact]
    public void Figures_that_pass_as_they_are_are_what_taking_them_apart_gives()
    {
        var random = new Random(7);
        string Any() =>
            string.Concat(Enumerable.Range(0, random.Next(1, 10)).Select(_ => Characters[random.Next(Characters.Length)].ToString()));
        string Mutated(string text)
        {
            var at = random.Next(text.Length + 1);
            return random.Next(3) switch
            {
                0 => text.Insert(at, Characters[random.Next(Characters.Length)].ToString()),
                1 when at < text.Length => text.Remove(at, 1),
                _ => " " + text,
            };
        }

        var known = s_known.OfType<string>().ToArray();
        string?[] texts =
        [
            .. s_known,
            .. Enumerable.Range(0, 40_000).Select(_ => Any()),
            .. Enumerable.Range(0, 40_000).Select(_ => Mutated(Mutated(known[random.Next(known.Length)]))),
        ];
        using var db = DuckDBConnection.InMemory();
        db.Execute(Workspace.MacroText);
        db.Execute(Apart);
        db.Execute("CREATE TABLE texts (t VARCHAR)");
        using (var rows = db.CreateAppender("texts"))
        {
            foreach (var text in texts)
            {
                rows.CreateRow().AppendValue(text).EndRow();
            }
        }

        foreach (
            var form in new[] { "sign_form(t)", "peel_form(t)", "number_clue_form(t)", "number_form(t, true)", "number_form(t, false)" }
        )
        {
            var differing = db.Query($"SELECT t, {form} AS now, apart_{form} AS apart FROM texts WHERE now IS DISTINCT FROM apart LIMIT 5");
            Assert.True(differing.RowCount == 0, $"{form}:\n{differing}");
        }

        // Or nothing would have been told.
        Assert.InRange(db.Scalar<long>("SELECT count(*) FROM texts WHERE is_bare_form(t, false)"), 5_000, 60_000);
        Assert.InRange(db.Scalar<long>("SELECT count(*) FROM texts WHERE number_form(t, true) <> t"), 5_000, 79_000);
    }

    /// <summary>The macros as they take every number apart.</summary>
    private const string Apart = """
        CREATE OR REPLACE MACRO apart_is_plain_number_form(t) AS
          regexp_full_match(t, '[-+]?\d*\.?\d*([eE][-+]?\d+)?');
        CREATE OR REPLACE MACRO apart_sign_form(t) AS
          CASE WHEN regexp_full_match(t, '\([^-+()]+\)') THEN '-' || t[2:-2] WHEN regexp_full_match(t, '[^-+()]*\d-') THEN '-' || t[:-2] ELSE t END;
        CREATE OR REPLACE MACRO apart_group_form(t) AS
          CASE WHEN regexp_full_match(t, '[-+]?\d{1,3}([ \x{00A0}\x{202F}\x{2009}''’]\d{3})+([.,]\d*)?') THEN regexp_replace(t, '[ \x{00A0}\x{202F}\x{2009}''’]', '', 'g') ELSE t END;
        CREATE OR REPLACE MACRO apart_peel_form(t) AS
          regexp_replace(regexp_replace(replace(trim(t, chr(9) || chr(10) || chr(13) || chr(32) || chr(160)), '−', '-'),
            '^([-+(]?)[\s\x{00A0}\x{202F}]*(€|\$|£|¥|₹|R\$|US\$|EUR|USD|GBP|CHF|JPY|BRL|INR|UGX)?[\s\x{00A0}\x{202F}]*([-+]?)[\s\x{00A0}]*', '\1\3'),
            '[\s\x{00A0}\x{202F}]*(€|\$|£|¥|₹|EUR|USD|GBP|CHF|JPY|BRL|INR|UGX)?[\s\x{00A0}\x{202F}]*([-)]?)$', '\2');
        CREATE OR REPLACE MACRO apart_number_clue_form(b) AS
          CASE WHEN NOT regexp_full_match(b, '[-+]?[\d.,]*\d[\d.,]*([eE][-+]?\d+)?') OR NOT regexp_matches(b, '[.,]') THEN NULL
               WHEN regexp_full_match(b, '[-+]?[1-9]\d{0,2},\d{3}') THEN 'open comma'
               WHEN regexp_full_match(b, '[-+]?[1-9]\d{0,2}\.\d{3}') THEN 'open point'
               WHEN regexp_full_match(b, '[-+]?\d*,\d+([eE][-+]?\d+)?|[-+]?\d{1,3}(\.\d{3})+,\d*|[-+]?\d{1,3}(\.\d{3}){2,}') THEN 'comma'
               WHEN regexp_full_match(b, '[-+]?\d*\.\d*([eE][-+]?\d+)?|[-+]?\d{1,3}(,\d{3})+\.\d*|[-+]?\d{1,3}(,\d{3}){2,}') THEN 'point' END;
        CREATE OR REPLACE MACRO apart_pointed_form(b, t, comma) AS
          CASE WHEN comma AND regexp_full_match(b, '[-+]?\d{1,3}(\.\d{3})+(,\d*)?') THEN replace(replace(b, '.', ''), ',', '.')
               WHEN comma AND regexp_full_match(b, '[-+]?\d*,\d+([eE][-+]?\d+)?') THEN replace(b, ',', '.')
               WHEN NOT comma AND regexp_full_match(b, '[-+]?\d{1,3}(,\d{3})+(\.\d*)?') THEN replace(b, ',', '')
               WHEN apart_is_plain_number_form(b) AND b <> '' THEN b
               ELSE t END;
        CREATE OR REPLACE MACRO apart_number_form(t, comma) AS
          list_transform(list_transform(list_transform([apart_peel_form(t)], lambda p: apart_sign_form(p)), lambda s: apart_group_form(s)), lambda b: apart_pointed_form(b, t, comma))[1];
        """;
}
