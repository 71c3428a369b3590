using Analytics.Frames;

namespace Analytics.Learning;

/// <summary>
/// What customers are worth who buy when they like and leave without notice: BG/NBD for how often, Gamma-Gamma for how much,
/// both by maximum likelihood. One row per customer.
/// </summary>
public sealed record CustomerValue
{
    /// <summary>Column of repeat purchases, the first one not counted; ≥ 0. Default <c>frequency</c>.</summary>
    public string Frequency { get; init; } = "frequency";

    /// <summary>Column of the time from first to last purchase, 0 where there is one only. Default <c>recency</c>.</summary>
    public string Recency { get; init; } = "recency";

    /// <summary>Column of the time from first purchase to the end of observation, ≥ recency. Default <c>age</c>.</summary>
    public string Age { get; init; } = "age";

    /// <summary>Column of the mean spend of the repeat purchases; rows without repeat purchases may lack it. Null fits no spend. Default <c>spend</c>.</summary>
    public string? Spend { get; init; } = "spend";

    /// <summary>Maximum number of steps of the solver, ≥ 1. Default 500.</summary>
    public int MaxSteps { get; init; } = 500;

    /// <summary>Fits both models. Of the options weight, threads, cancellation and progress count.</summary>
    /// <exception cref="TrainingDataException">A number is missing or impossible, nobody bought twice, or the likelihood has no top.</exception>
    /// <exception cref="SchemaException">A column is missing or of another type.</exception>
    public CustomerValueModel Fit(Frame customers, FitOptions? options = null)
    {
        if (MaxSteps < 1)
        {
            throw new OptionException(nameof(CustomerValue), nameof(MaxSteps), MaxSteps, "at least 1");
        }

        options ??= new FitOptions();
        var schema = new Schema([.. new[] { Frequency, Recency, Age }.Concat(Spend is null ? [] : [Spend]).Select(Feature.Numeric)]);
        var rows = Customers.Read(customers, schema, options.Weight);
        if (rows.Count == 0)
        {
            throw new TrainingDataException($"{nameof(CustomerValue)}: there is no customer of positive weight.");
        }

        if (!rows.Any(row => row.X > 0))
        {
            throw new TrainingDataException(
                $"{nameof(CustomerValue)}: nobody bought a second time ('{Frequency}' is 0 everywhere), so nothing can be said of rates. Observe for longer."
            );
        }

        var time = rows.Max(row => row.Age);
        var (buying, buyingLikelihood) = Climb(
            rows,
            [1, 1 / Math.Max(1e-9, rows.Average(row => row.X)), 1, 2],
            options,
            0,
            (p, in row, gradient) =>
                new BuyingProcess(p[0], p[1], p[2], p[3]).LogLikelihood(row.X, row.Last / time, row.Age / time, row.Weight, gradient)
        );
        var process = new BuyingProcess(buying[0], buying[1] * time, buying[2], buying[3]);
        // The fit measures time in units of the longest age; the density of each purchase's time then is that many times greater.
        var likelihood = buyingLikelihood - rows.Sum(row => row.Weight * row.X) * Math.Log(time);
        if (Spend is null)
        {
            return new CustomerValueModel(schema, process, likelihood, null, 0);
        }

        var spenders = rows.Where(row => row.X > 0).ToList();
        var money = spenders.Average(row => row.Spend);
        var (spend, spendLikelihood) = Climb(
            spenders,
            [2, 3, 1],
            options,
            MaxSteps,
            (p, in row, gradient) => new SpendProcess(p[0], p[1], p[2]).LogLikelihood(row.X, row.Spend / money, row.Weight, gradient)
        );
        spendLikelihood -= spenders.Sum(row => row.Weight) * Math.Log(money);
        return new CustomerValueModel(schema, process, likelihood, new SpendProcess(spend[0], spend[1], spend[2] * money), spendLikelihood);
    }

    private delegate double LogLikelihood(double[] parameters, in Customer row, Span<double> gradient);

    private (double[] Parameters, double Value) Climb(
        List<Customer> rows,
        double[] start,
        FitOptions options,
        int done,
        LogLikelihood likelihood
    )
    {
        var n = start.Length;
        var total = rows.Sum(row => row.Weight);
        var steps = MaxSteps * (Spend is null ? 1 : 2);
        var blocks = RowBlocks.Count(rows.Count, 1024);
        var (logs, value, isFlat) = Bfgs.Minimize(
            (at, gradient) =>
            {
                var parameters = at.Select(each => Math.Exp(each)).ToArray();
                var parts = new double[blocks][];
                RowBlocks.Run(
                    blocks,
                    options,
                    block =>
                    {
                        var sums = new double[n + 1];
                        var (first, last) = RowBlocks.Range(block, blocks, rows.Count);
                        for (var i = first; i < last; i++)
                        {
                            sums[n] += rows[i].Weight * likelihood(parameters, rows[i], sums);
                        }

                        parts[block] = sums;
                    }
                );
                for (var i = 0; i < n; i++)
                {
                    gradient[i] = -parts.Sum(part => part[i]) * parameters[i] / total;
                }

                return -parts.Sum(part => part[n]) / total;
            },
            [.. start.Select(each => Math.Log(each))],
            MaxSteps,
            1e-8,
            (step, score) => options.Progress?.Report(new FitProgress(done + step, steps, score))
        );
        return isFlat
            ? ([.. logs.Select(each => Math.Exp(each))], -value * total)
            : throw new TrainingDataException(
                Invariant(
                    $"{nameof(CustomerValue)}: the likelihood of {rows.Count} customers has no top that {MaxSteps} steps could find; they may be too few or too much alike. Give more customers or raise MaxSteps."
                )
            );
    }
}
