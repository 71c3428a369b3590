using System.Globalization;
using System.Numerics;
using Analytics.Frames;

namespace Analytics.DuckDb.Tests;

/// <summary>Every type on its way out (as object and as Frame cell) and in (as parameter); expectations are written by hand.</summary>
public sealed class TypeTests : IDisposable
{
    private readonly DuckDBConnection _connection = DuckDBConnection.InMemory();

    public void Dispose() => _connection.Dispose();

    public static TheoryData<string, object, ColumnType, string> Values =>
        new()
        {
            { "true", true, ColumnType.Bool, "true" },
            { "(-128)::tinyint", sbyte.MinValue, ColumnType.Int32, "-128" },
            { "(-32768)::smallint", short.MinValue, ColumnType.Int32, "-32768" },
            { "2147483647::integer", int.MaxValue, ColumnType.Int32, "2147483647" },
            { "9223372036854775807::bigint", long.MaxValue, ColumnType.Int64, "9223372036854775807" },
            { "255::utinyint", byte.MaxValue, ColumnType.Int32, "255" },
            { "65535::usmallint", ushort.MaxValue, ColumnType.Int32, "65535" },
            { "4294967295::uinteger", uint.MaxValue, ColumnType.Int64, "4294967295" },
            { "18446744073709551615::ubigint", ulong.MaxValue, ColumnType.Decimal, "18446744073709551615" },
            {
                "(-79228162514264337593543950335)::hugeint",
                BigInteger.Parse("-79228162514264337593543950335", CultureInfo.InvariantCulture),
                ColumnType.Decimal,
                "-79228162514264337593543950335"
            },
            {
                "18446744073709551616::uhugeint",
                BigInteger.Parse("18446744073709551616", CultureInfo.InvariantCulture),
                ColumnType.Decimal,
                "18446744073709551616"
            },
            {
                "'-123456789012345678901234567890123456789012345'::bignum",
                BigInteger.Parse("-123456789012345678901234567890123456789012345", CultureInfo.InvariantCulture),
                ColumnType.Text,
                "-123456789012345678901234567890123456789012345"
            },
            { "0.1::float", 0.1f, ColumnType.Single, "0.1" },
            { "1e300::double", 1e300, ColumnType.Double, "1E+300" },
            { "12.3::decimal(4,1)", 12.3m, ColumnType.Decimal, "12.3" },
            { "(-1234567.89)::decimal(9,2)", -1234567.89m, ColumnType.Decimal, "-1234567.89" },
            { "123456789012345.678::decimal(18,3)", 123456789012345.678m, ColumnType.Decimal, "123456789012345.678" },
            {
                "(-12345678901234567890.12345)::decimal(38,5)",
                -12345678901234567890.12345m,
                ColumnType.Decimal,
                "-12345678901234567890.12345"
            },
            { "1.5::decimal(38,30)", 1.5m, ColumnType.Decimal, "1.5000000000000000000000000000" },
            { "date '1600-02-29'", new DateOnly(1600, 2, 29), ColumnType.Date, "1600-02-29" },
            { "date 'infinity'", DateOnly.MaxValue, ColumnType.Date, "9999-12-31" },
            {
                "timestamp '1969-12-31 23:59:59.999999'",
                Local("1969-12-31T23:59:59.999999"),
                ColumnType.Timestamp,
                "1969-12-31T23:59:59.999999"
            },
            { "timestamp '-infinity'", Local("0001-01-01T00:00:00"), ColumnType.Timestamp, "0001-01-01T00:00:00" },
            { "timestamp_s '2024-02-29 12:00:01'", Local("2024-02-29T12:00:01"), ColumnType.Timestamp, "2024-02-29T12:00:01" },
            { "timestamp_ms '2024-02-29 12:00:01.123'", Local("2024-02-29T12:00:01.123"), ColumnType.Timestamp, "2024-02-29T12:00:01.123" },
            {
                "timestamp_ns '1969-12-31 23:59:59.999999950'",
                Local("1969-12-31T23:59:59.9999999"),
                ColumnType.Timestamp,
                "1969-12-31T23:59:59.9999999"
            },
            { "timestamptz '2024-07-01 12:00:00+05:45'", Utc("2024-07-01T06:15:00Z"), ColumnType.Timestamp, "2024-07-01T06:15:00Z" },
            { "time '23:59:59.000001'", new TimeOnly(23, 59, 59).Add(TimeSpan.FromMicroseconds(1)), ColumnType.Text, "23:59:59.000001" },
            { "timetz '12:00:00-03:30'", "", ColumnType.Text, "12:00:00-03:30" },
            { "interval '3 days 04:05:06.5'", new TimeSpan(3, 4, 5, 6, 500), ColumnType.Text, "P3DT4H5M6.5S" },
            { "interval '14 months -3 days 04:05:06.5'", "", ColumnType.Text, "P1Y2M-3DT4H5M6.5S" },
            {
                "uuid '00112233-4455-6677-8899-aabbccddeeff'",
                Guid.Parse("00112233-4455-6677-8899-aabbccddeeff", CultureInfo.InvariantCulture),
                ColumnType.Text,
                "00112233-4455-6677-8899-aabbccddeeff"
            },
            {
                "uuid 'ffeeddcc-bbaa-9988-7766-554433221100'",
                Guid.Parse("ffeeddcc-bbaa-9988-7766-554433221100", CultureInfo.InvariantCulture),
                ColumnType.Text,
                "ffeeddcc-bbaa-9988-7766-554433221100"
            },
            {
                "'Zürich 😀 and more than twelve bytes'",
                "Zürich 😀 and more than twelve bytes",
                ColumnType.Text,
                "Zürich 😀 and more than twelve bytes"
            },
            { "''", "", ColumnType.Text, "" },
            { "'a' || chr(0) || 'b'", "a\0b", ColumnType.Text, "a\0b" },
            { "'b'::enum('a', 'b')", "b", ColumnType.Text, "b" },
            { "'\\x00\\xFF\\x10'::blob", new byte[] { 0, 255, 16 }, ColumnType.Text, "00ff10" },
            { "'10110'::bit", "10110", ColumnType.Text, "10110" },
            {
                "[1, null, 3]",
                new List<object?> { 1, null, 3 },
                ColumnType.Text,
                "[1,null,3]"
            },
            { "[]::integer[]", new List<object?>(), ColumnType.Text, "[]" },
            {
                "[[1], [], null]",
                new List<object?>
                {
                    new List<object?> { 1 },
                    new List<object?>(),
                    null,
                },
                ColumnType.Text,
                "[[1],[],null]"
            },
            {
                "[1.5, 2.5]::double[2]",
                new List<object?> { 1.5, 2.5 },
                ColumnType.Text,
                "[1.5,2.5]"
            },
            {
                "{'a': 1, 'b': 'x\"y', 'c': date '2024-01-01', 'd': 'nan'::double}",
                new Dictionary<string, object?>
                {
                    ["a"] = 1,
                    ["b"] = "x\"y",
                    ["c"] = new DateOnly(2024, 1, 1),
                    ["d"] = double.NaN,
                },
                ColumnType.Text,
                "{\"a\":1,\"b\":\"x\\\"y\",\"c\":\"2024-01-01\",\"d\":\"NaN\"}"
            },
            {
                "map {'k': [1], 'l': null}",
                new Dictionary<object, object?>
                {
                    ["k"] = new List<object?> { 1 },
                    ["l"] = null,
                },
                ColumnType.Text,
                "{\"k\":[1],\"l\":null}"
            },
            {
                "map {1: true}",
                new Dictionary<object, object?> { [1] = true },
                ColumnType.Text,
                "{\"1\":true}"
            },
            { "union_value(n := 7)", 7, ColumnType.Text, "7" },
        };

    [Theory]
    [MemberData(nameof(Values))]
    public void A_frame_holds_the_value_in_its_column_type(string sql, object expected, ColumnType type, string text)
    {
        Assert.NotNull(expected);
        var column = _connection
            .Query($"select {sql} as v from range(70) union all select null from range(70) order by 1 nulls last")
            .Columns[0];
        Assert.Equal((type, 140, 70), (column.Type, column.Count, column.NullCount));
        Assert.Equal(
            [text, "", text, ""],
            new Frame(column.Take([0, 139, 69, 70])).ToCsv().Split('\n') is var lines && type != ColumnType.Text
                ? lines[1..5]
                : [.. new[] { 0, 139, 69, 70 }.Select(row => (string?)column[row] ?? "")]
        );
    }

    /// <summary>All but the types that no .NET type is a parameter of.</summary>
    public static IEnumerable<object[]> Parameters =>
        ((IEnumerable<object[]>)Values)
            .Where(row =>
                !new[] { "::bit", "::bignum", "timetz", "months", "{'a'", "map {" }.Any(type =>
                    ((string)row[0]).Contains(type, StringComparison.Ordinal)
                )
            )
            .Select(row => row[..2]);

    [Theory]
    [MemberData(nameof(Parameters))]
    public void A_parameter_arrives_as_the_value_it_was(string sql, object value)
    {
        // .NET counts 100 ns and DuckDB's parameter microseconds.
        var wanted = sql.StartsWith("timestamp_ns", StringComparison.Ordinal) ? "timestamp '1969-12-31 23:59:59.999999'" : sql;
        Assert.True(_connection.Scalar<bool>($"select $1 is not distinct from ({wanted})", value));
    }

    [Theory]
    [InlineData("79228162514264337593543950336::hugeint")]
    [InlineData("(-170141183460469231731687303715884105727)::hugeint")]
    [InlineData("340282366920938463463374607431768211455::uhugeint")]
    [InlineData("1234567890.1234567890123456789012345678::decimal(38,28)")]
    [InlineData("date '10000-01-01'")]
    [InlineData("timestamp '0044-03-15 (BC) 12:00:00'")]
    public void A_value_that_does_not_fit_is_told_with_its_column_and_rows(string sql)
    {
        var error = Assert.Throws<InvalidCastException>(() =>
            _connection.Query($"select i, if(i = 5000, {sql}, null) as big from range(9000) t(i)")
        );
        Assert.Matches(@"^Column 'big' \(.*\), rows 4097-6144: .*cast it", error.Message);
    }

    [Fact]
    public void Times_of_24_hours_are_text_in_a_frame()
    {
        Assert.Equal("24:00:00", _connection.Query("select time '24:00:00' t").Text("t").At(0));
    }

    [Fact]
    public void Local_times_are_taken_to_UTC_and_unspecified_ones_are_UTC()
    {
        var local = new DateTime(2024, 7, 1, 12, 0, 0, DateTimeKind.Local);
        Assert.Equal(local.ToUniversalTime(), _connection.Scalar<DateTime>("select $1", local));
        Assert.Equal(new DateTime(2024, 7, 1, 12, 0, 0), _connection.Scalar<DateTime>("select $1", new DateTime(2024, 7, 1, 12, 0, 0)));
        Assert.Equal(
            new DateTimeOffset(2024, 7, 1, 12, 0, 0, TimeSpan.FromHours(2)),
            _connection.Scalar<DateTimeOffset>("select $1", new DateTimeOffset(2024, 7, 1, 12, 0, 0, TimeSpan.FromHours(2)))
        );
    }

    [Fact]
    public void The_session_is_in_UTC_whatever_the_machine_is() =>
        Assert.Equal(
            "2024-01-01 00:00:00",
            _connection.Scalar<string>("select strftime(timestamptz '2024-01-01 00:00:00Z', '%Y-%m-%d %H:%M:%S')")
        );

    [Fact]
    public void A_value_DuckDB_has_no_type_for_is_told()
    {
        var error = Assert.Throws<ArgumentException>(() => _connection.Query("select $1", new Uri("http://x")));
        Assert.StartsWith("Parameter $1: DuckDB has no type for System.Uri", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => _connection.Query("select $1", (object)new object[] { 1, "x", new Uri("http://x") }));
    }

    private static DateTime Local(string text) => DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.None);

    private static DateTime Utc(string text) => DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);
}
