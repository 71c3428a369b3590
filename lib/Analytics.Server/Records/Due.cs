namespace Analytics.Server.Records;

/// <summary>
/// When what waits is due. A clock that was put back leaves times behind that lie farther ahead than anything is made to wait: they are due now, or what was accepted while the clock was
/// ahead would wait until it is there again.
/// </summary>
/// <param name="Now">The parameter for a condition's <c>now</c>, as it is kept.</param>
/// <param name="Never">No wait ends behind it.</param>
internal sealed record Due(string Now, string Never)
{
    /// <param name="now">UTC.</param>
    /// <param name="longest">The longest wait that there is. Twice that is believed: clocks of several machines differ.</param>
    public static Due Of(DateTime now, TimeSpan longest) => new(ServiceDatabase.Text(now), ServiceDatabase.Text(now + 2 * longest));

    /// <summary>The condition in SQL.</summary>
    /// <param name="column">From when on it is due.</param>
    /// <param name="now">The name of the parameter that holds <see cref="Now"/>.</param>
    /// <param name="never">And of <see cref="Never"/>.</param>
    public static string Sql(string column, string now, string never) => $"({column} <= {now} OR {column} > {never})";
}
