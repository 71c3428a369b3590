using System.Globalization;
using Analytics.DuckDb;

namespace Analytics.Engine;

/// <summary>Decides the form of one file's columns from what its values prove.</summary>
/// <param name="db">A session with the macros of every step.</param>
/// <param name="file">The file.</param>
/// <param name="odd">Per column: values that are not plain.</param>
/// <param name="clues">Per column: values that prove something, by what.</param>
internal sealed class FormDecision(
    DuckDBConnection db,
    Readable file,
    Dictionary<string, Dictionary<string, long>> odd,
    Dictionary<string, Dictionary<string, long>> clues
)
{
    private readonly Layout _layout = file.Match.Layout;
    private readonly List<string> _refusals = [];

    public Reading Make()
    {
        var columns = new Dictionary<string, ColumnForm>(StringComparer.Ordinal);
        var numbers = Of(ColumnKind.Number).ToArray();
        foreach (var column in numbers.Where(column => Has(column, "comma") && Has(column, "point")))
        {
            Refuse(column, "number_clue_form(group_form(sign_form(peel_form({0}))))", "comma", "decimal comma", "point", "decimal point");
        }

        bool? Proven(RawColumn column) =>
            Has(column, "comma") ? true
            : Has(column, "point") ? false
            : null;
        var marks = numbers.Select(Proven).OfType<bool>().Distinct().ToArray();
        // A list that is divided by semicolons comes from where the comma is the decimal mark.
        bool? local =
            marks is [var one] ? one
            : file is { Format: RawFormat.Csv, Delimiter: ';' } && !marks.Contains(false) ? true
            : null;
        foreach (var column in numbers)
        {
            var isOpen = Has(column, "open comma") || local == true && Has(column, "open point");
            var isAssumed = Proven(column) is null && isOpen && local is null && file is not { Format: RawFormat.Csv, Delimiter: ',' };
            var comma = Proven(column) ?? (isOpen && local == true && (marks.Length > 0 || Has(column, "open comma")));
            Add(
                columns,
                column,
                new ColumnForm
                {
                    DecimalComma = comma,
                    IsAssumed = isAssumed,
                    IsRewritten = odd[column.Name]["odd"] > 0 || comma && Has(column, "open point"),
                }
            );
        }

        Times(columns, local == true || columns.Values.Any(form => form.DecimalComma));
        foreach (var column in Of(ColumnKind.Clock))
        {
            Add(columns, column, new ColumnForm { HoursLost = At(column, "lost") });
        }

        foreach (var column in Of(ColumnKind.Id))
        {
            var (isFloat, isMissing) = (AreFloats(column), odd[column.Name]["missing"] > 0);
            Add(
                columns,
                column,
                new ColumnForm
                {
                    FloatIds = isFloat,
                    MissingWords = isMissing,
                    IsRewritten = isFloat || isMissing,
                }
            );
        }

        return new Reading(Reading.Rules(_layout), columns, _refusals.Count == 0 ? null : string.Join("; ", _refusals));
    }

    private void Times(Dictionary<string, ColumnForm> columns, bool hasComma)
    {
        var times = Of(ColumnKind.Time).ToArray();
        foreach (var column in times.Where(column => Has(column, "day") && Has(column, "month")))
        {
            Refuse(column, "date_clue_form({0})", "day", "day first", "month", "month first");
        }

        bool? Proven(RawColumn column) =>
            Has(column, "day") ? true
            : Has(column, "month") ? false
            : Has(column, "open") && At(column, "dotted") == At(column, "open") ? true
            : null;
        var orders = times.Select(Proven).OfType<bool>().Distinct().ToArray();
        bool? others =
            orders is [var one] ? one
            : hasComma ? true
            : null;
        foreach (var column in times)
        {
            var isOpen = Has(column, "open");
            var isDated = isOpen || Has(column, "same") || Proven(column) is not null;
            bool? dayFirst = isDated ? Proven(column) ?? others ?? _layout.DayFirst : null;
            var isAssumed = isOpen && Proven(column) is null && others is null;
            if (_layout.Zone is null && Has(column, "instant"))
            {
                _refusals.Add(
                    $"{column.Name}: expected local times{file.Match.In(column.Name, column.Name)}, got times with an offset; the source has no single zone to convert them to"
                );
            }

            Add(
                columns,
                column,
                new ColumnForm
                {
                    DayFirst = dayFirst,
                    IsAssumed = isAssumed,
                    HoursLost = At(column, "lost"),
                    IsRewritten = odd[column.Name]["odd"] > 0,
                }
            );
        }
    }

    /// <summary>Whether a column of ids was written as floats: all of them were, or some of the very same ids stand there both ways and nothing else has a fraction.</summary>
    private bool AreFloats(RawColumn column)
    {
        var (ids, floats) = (At(column, "ids"), At(column, "floats"));
        if (floats == 0 || floats == ids || Has(column, "fractions"))
        {
            return floats > 0 && floats == ids;
        }

        var raw = BronzeView.Raw(file, column.Name)!;
        return db.Scalar<long>(
                $"""
                WITH ids AS (SELECT DISTINCT trim({raw}) AS id FROM {BronzeView.Reader([file], "", BronzeView.Form(file).Gzip)})
                SELECT count(*) FROM ids a JOIN ids b ON id_form(a.id) = b.id AND a.id <> b.id
                """
            ) > 0;
    }

    /// <summary>Refuses a file that proves both of two forms, with the first line that proves each.</summary>
    private void Refuse(RawColumn column, string clue, string one, string oneMeans, string other, string otherMeans)
    {
        var raw = BronzeView.Raw(file, column.Name)!;
        var found = db.Query(
            $"""
            SELECT clue, min(n) AS n, arg_min(value, n) AS value FROM (
              SELECT {string.Format(
                CultureInfo.InvariantCulture,
                clue,
                raw
            )} AS clue, {raw} AS value, row_number() OVER () AS n FROM {BronzeView.Reader([file], "", BronzeView.Form(file).Gzip)})
            WHERE clue IN ('{one}', '{other}') GROUP BY clue ORDER BY n
            """
        );
        var said = Enumerable
            .Range(0, found.RowCount)
            .Select(row =>
                (
                    Record: Convert.ToInt64(found["n"][row], CultureInfo.InvariantCulture),
                    Value: (string)found["value"][row]!,
                    Means: (string)found["clue"][row]! == one ? oneMeans : otherMeans
                )
            )
            .ToArray();
        var lines = RecordLines.Of(file).Take((int)said[^1].Record).Select(record => record.Line).ToArray();
        _refusals.Add(
            $"{column.Name}: one file, one form, but{file.Match.In(column.Name, column.Name)} "
                + string.Join(
                    " and ",
                    said.Select(each =>
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"line {lines[each.Record - 1]} says \"{(_layout.Personal.Contains(column.Name) ? "(withheld)" : RawReading.Cut(each.Value))}\" ({each.Means})"
                        )
                    )
                )
        );
    }

    private static void Add(Dictionary<string, ColumnForm> columns, RawColumn column, ColumnForm form)
    {
        if (form != new ColumnForm())
        {
            columns[column.Name] = form;
        }
    }

    private IEnumerable<RawColumn> Of(ColumnKind kind) =>
        _layout.Columns.Where(column => column.Kind == kind && clues.ContainsKey(column.Name));

    private long At(RawColumn column, string clue) => clues[column.Name].GetValueOrDefault(clue);

    private bool Has(RawColumn column, string clue) => At(column, clue) > 0;
}
