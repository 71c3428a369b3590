using System.Text.Json;
using Analytics.Frames;

namespace Analytics.Learning;

/// <summary>Fitted processes of buying and spending.</summary>
public sealed partial class CustomerValueModel : Model
{
    internal CustomerValueModel(
        Schema schema,
        BuyingProcess buying,
        double buyingLogLikelihood,
        SpendProcess? spending,
        double spendingLogLikelihood
    )
        : base(schema) =>
        (Buying, BuyingLogLikelihood, Spending, SpendingLogLikelihood) = (buying, buyingLogLikelihood, spending, spendingLogLikelihood);

    /// <summary>The BG/NBD model.</summary>
    public BuyingProcess Buying { get; }

    public double BuyingLogLikelihood { get; }

    /// <summary>The Gamma-Gamma model; null where no spend was fitted.</summary>
    public SpendProcess? Spending { get; }

    public double SpendingLogLikelihood { get; }

    internal override string Kind => "customer-value";

    internal override bool TakesMissing => true;

    /// <summary>
    /// For each customer <c>alive</c> (probability 0…1), <c>purchases</c> to be expected in the horizon, and where spend was fitted
    /// <c>mean_spend</c> per purchase and <c>value</c> = purchases × mean_spend, undiscounted.
    /// </summary>
    /// <param name="customers">The columns that the model was fitted with.</param>
    /// <param name="horizon">The time to come, ≥ 0, in the unit of recency and age.</param>
    /// <exception cref="TrainingDataException">A number is missing or impossible.</exception>
    public Frame Predict(Frame customers, double horizon)
    {
        if (!(horizon >= 0) || double.IsInfinity(horizon))
        {
            throw new ArgumentOutOfRangeException(nameof(horizon), horizon, "The horizon must be a finite time, at least 0.");
        }

        var rows = Customers.Read(customers, Schema, weight: null);
        double[] Of(Func<Customer, double> number) => [.. rows.Select(number)];
        var purchases = Of(row => Buying.Purchases(row.X, row.Last, row.Age, horizon));
        var columns = new List<Column>
        {
            new Column<double>("alive", Of(row => Buying.Alive(row.X, row.Last, row.Age))),
            new Column<double>("purchases", purchases),
        };
        if (Spending is { } spending)
        {
            var spend = Of(row => spending.Expected(row.X, row.Spend));
            columns.Add(new Column<double>("mean_spend", spend));
            columns.Add(new Column<double>("value", [.. purchases.Zip(spend, (count, each) => count * each)]));
        }

        return new Frame(columns);
    }

    internal override void Write(Utf8JsonWriter json)
    {
        json.WriteValues("buying", [Buying.R, Buying.Alpha, Buying.A, Buying.B]);
        json.WriteValue("buyingLogLikelihood", BuyingLogLikelihood);
        if (Spending is null)
        {
            return;
        }

        json.WriteValues("spending", [Spending.P, Spending.Q, Spending.Scale]);
        json.WriteValue("spendingLogLikelihood", SpendingLogLikelihood);
    }

    internal static CustomerValueModel Read(Schema schema, Target target, JsonElement json)
    {
        var buying = Positive(json.Doubles("buying"), 4);
        var hasSpend = schema.Count == 4;
        if (!hasSpend && schema.Count != 3)
        {
            throw new ModelFileException(
                $"The model file names {schema.Count} columns of customers; 3 or 4 were expected. Fit and save the model again."
            );
        }

        var spending = hasSpend ? Positive(json.Doubles("spending"), 3) : [];
        return new CustomerValueModel(
            schema,
            new BuyingProcess(buying[0], buying[1], buying[2], buying[3]),
            json.Double("buyingLogLikelihood"),
            hasSpend ? new SpendProcess(spending[0], spending[1], spending[2]) : null,
            hasSpend ? json.Double("spendingLogLikelihood") : 0
        );
    }

    private static double[] Positive(double[] numbers, int count) =>
        numbers.Length == count && numbers.All(each => each > 0)
            ? numbers
            : throw new ModelFileException(
                Invariant(
                    $"The model file holds the parameters {string.Join(", ", numbers.Select(each => FormattableString.Invariant($"{each}")))}; {count} positive numbers were expected. Fit and save the model again."
                )
            );
}
