using Analytics.Frames;
using Analytics.Learning.Tests.Files;

namespace Analytics.Learning.Tests.Customers;

/// <summary>
/// The published example of both models is CDNOW (tests/Golden/learning/cdnow.md): r .243, alpha 4.414, a .793, b 2.426 with a
/// log-likelihood of -9582.4 (Fader, Hardie, Lee 2005), p 6.25, q 3.74, gamma 15.44 (Fader, Hardie 2013). What it cannot show is
/// tested on customers made from known parameters.
/// </summary>
public sealed class CustomerValueTests
{
    private static readonly BuyingProcess s_published = new(0.243, 4.414, 0.793, 2.426);

    [Fact]
    public void The_published_example_gives_the_published_parameters()
    {
        var customers = Cdnow();
        Assert.Equal(
            (2357, 946, 2457.0),
            (customers.RowCount, customers["frequency"].ToDoubles().Count(x => x > 0), customers["frequency"].ToDoubles().Sum())
        );
        var model = new CustomerValue().Fit(customers);
        double[] buying = [model.Buying.R, model.Buying.Alpha, model.Buying.A, model.Buying.B],
            spending = [model.Spending!.P, model.Spending.Q, model.Spending.Scale];
        Assert.Equal([0.243, 4.414, 0.793, 2.426], buying.Select(each => Math.Round(each, 3)));
        Assert.Equal(-9582.4, model.BuyingLogLikelihood, 1);
        Assert.Equal([6.25, 3.74, 15.44], spending.Select(each => Math.Round(each, 2)));
        Assert.Equal(1.226, model.Predict(customers, 39)["purchases"].ToDoubles()[0], 3);
    }

    [Fact]
    public void A_published_customer_has_the_published_expectation() =>
        // Fader, Hardie, Lee, "Implementing the BG/NBD model in Excel" (2005): x = 2, t_x = 30.43, T = 38.86, E[Y(39)] = 1.226.
        Assert.Equal(1.226, s_published.Purchases(2, 30.43, 38.86, 39), 3);

    [Theory]
    [InlineData(1500, 38.86, 39, 1031.2363459)]
    [InlineData(300, 1, 400, 2102.5928933)]
    [InlineData(2, 0.01, 40_000, 95.3777102)]
    public void Customers_of_many_purchases_and_far_horizons_have_finite_expectations(
        double x,
        double age,
        double horizon,
        double expected
    ) =>
        // Expected: E[(1 - ((alpha + T) / (alpha + T + p t))^(r + x)) / p] over the posterior p ~ Beta(a, b + x), by adaptive quadrature.
        Golden.Near(expected, s_published.Purchases(x, age, age, horizon) / s_published.Alive(x, age, age), 1e-8);

    [Theory]
    [InlineData(1, 0.7)]
    [InlineData(0.3, 0.7)]
    public void Where_the_formula_divides_nothing_by_nothing_its_neighbours_tell(double a, double b)
    {
        double Of(double shift) => new BuyingProcess(0.243, 4.414, a + shift, b).Purchases(0, 0, 10, 39);
        Golden.Near((Of(-1e-5) + Of(1e-5)) / 2, Of(0), 1e-6);
    }

    [Fact]
    public void Onnx_runtime_says_the_same_of_ten_thousand_customers()
    {
        static float[] Narrow(Column column) => Array.ConvertAll(column.ToDoubles(), value => (float)value);
        var made = Made(10_000);
        var customers = new Frame(made.Columns.Select(column => new Column<float>(column.Name, Narrow(column))));
        float[] horizons = [0, 12, 400];
        var asked = customers.With(
            new Column<float>("horizon", [.. Enumerable.Range(0, customers.RowCount).Select(row => horizons[row % 3])])
        );
        foreach (
            var model in (CustomerValueModel[])
                [
                    new CustomerValue().Fit(customers),
                    new CustomerValue { Spend = null }.Fit(customers),
                    Of(0.5, 20, 60, 3),
                    Of(0.5, 20, 1, 3),
                    Of(0.5, 20, 0.3, 0.7),
                ]
        )
        {
            var expected = Array.ConvertAll(horizons, horizon => model.Predict(customers, horizon));
            var outputs = OnnxRuntime.Run(model, asked, "horizon");
            Assert.Equal(expected[0].Names, outputs.Keys);
            foreach (var name in expected[0].Names)
            {
                var values = Array.ConvertAll(expected, each => each[name].ToDoubles());
                Golden.Near(Enumerable.Range(0, customers.RowCount).Select(row => values[row % 3][row]), outputs[name].Numbers, 1e-6);
            }
        }

        CustomerValueModel Of(double r, double alpha, double a, double b) =>
            new(new Schema([.. made.Names.Select(Feature.Numeric)]), new BuyingProcess(r, alpha, a, b), 0, new SpendProcess(6, 4, 10), 0);
    }

    [Fact]
    public void Onnx_runtime_gives_no_numbers_where_a_customer_is_refused()
    {
        static float[] Of(params float[] values) => values;
        var rows = new Frame(
            new Column<float>("frequency", Of(1, 0, -1, 1, 1, 1, 1, 1, float.NaN)),
            new Column<float>("recency", Of(3, 0, 3, 5, -1, 0, 3, 3, 3)),
            new Column<float>("age", Of(4, 4, 4, 4, 4, 0, 4, 4, 4)),
            new Column<float>("spend", Of(9, float.NaN, 9, 9, 9, 9, 0, 9, 9)),
            new Column<float>("horizon", Of(2, 2, 2, 2, 2, 2, 2, -1, 2))
        );
        var outputs = OnnxRuntime.Run(new CustomerValue().Fit(Made(1000)), rows, "horizon");
        Assert.All(
            outputs.Values,
            output => Assert.Equal([false, false, true, true, true, true, true, true, true], output.Numbers.Select(double.IsNaN))
        );
    }

    [Fact]
    public void Nobody_is_expected_to_buy_in_no_time_and_a_customer_without_repeats_is_alive()
    {
        Assert.Equal(0, s_published.Purchases(2, 30.43, 38.86, 0), 12);
        Assert.Equal(1, s_published.Alive(0, 0, 38.86));
        Assert.InRange(s_published.Alive(10, 5, 38.86), 0, 0.01);
    }

    [Fact]
    public void The_likelihood_sums_to_one_over_what_may_happen()
    {
        // P(X(t) = x) of the paper's (8) follows from integrating the likelihood over the times of purchase; over all x it is 1, and its mean is (9).
        double total = 0,
            mean = 0;
        for (var x = 0; x < 400; x++)
        {
            var probability = Probability(s_published, x, 39);
            total += probability;
            mean += x * probability;
        }

        Assert.Equal(1, total, 6);
        Assert.Equal(s_published.Purchases(39), mean, 3);
    }

    [Fact]
    public void The_slopes_are_those_of_the_likelihood()
    {
        double[] p = [0.7, 3.1, 0.9, 2.2];
        foreach (var (x, last, age) in ((double, double, double)[])[(0, 0, 20), (3, 11.5, 20), (12, 19, 20)])
        {
            var slopes = new double[4];
            Likelihood(p).LogLikelihood(x, last, age, 1, slopes);
            for (var i = 0; i < 4; i++)
            {
                double[] up = [.. p],
                    down = [.. p];
                up[i] += 1e-5;
                down[i] -= 1e-5;
                Assert.Equal(
                    (
                        Likelihood(up).LogLikelihood(x, last, age, 1, new double[4])
                        - Likelihood(down).LogLikelihood(x, last, age, 1, new double[4])
                    ) / 2e-5,
                    slopes[i],
                    7
                );
            }
        }
    }

    [Fact]
    public void Parameters_that_made_the_customers_are_found_again()
    {
        var customers = Made(30_000);
        var model = new CustomerValue().Fit(customers);
        Golden.Near(0.8, model.Buying.R, 0.06);
        Golden.Near(5, model.Buying.Alpha, 0.05);
        Golden.Near(0.9, model.Buying.A, 0.1);
        Golden.Near(3, model.Buying.B, 0.1);
        Golden.Near(6, model.Spending!.P, 0.1);
        Golden.Near(4, model.Spending.Q, 0.1);
        // Mean spend is p·scale/(q - 1) = 6 × 10 / 3.
        Golden.Near(20, model.Spending.Mean, 0.02);
    }

    [Fact]
    public void No_other_parameters_are_likelier()
    {
        var customers = Made(3000);
        var model = new CustomerValue { Spend = null }.Fit(customers);
        double[] best = [model.Buying.R, model.Buying.Alpha, model.Buying.A, model.Buying.B];
        Assert.Equal(Total(best, customers), model.BuyingLogLikelihood, 6);
        for (var i = 0; i < 8; i++)
        {
            double[] other = [.. best];
            other[i / 2] *= i % 2 == 0 ? 1.01 : 0.99;
            Assert.True(Total(other, customers) < model.BuyingLogLikelihood);
        }
    }

    [Fact]
    public void A_weight_is_repetition_and_threads_change_no_bit()
    {
        var customers = Made(2000);
        int[] weights = [.. Enumerable.Range(0, 2000).Select(row => row % 3)];
        var weighted = new CustomerValue().Fit(customers.With(new Column<int>("w", weights)), new FitOptions { Weight = "w" });
        var repeated = new CustomerValue().Fit(
            customers.Take([.. Enumerable.Range(0, 2000).SelectMany(row => Enumerable.Repeat(row, weights[row]))])
        );
        Golden.Near(repeated.Buying.Alpha, weighted.Buying.Alpha, 1e-5);
        Golden.Near(repeated.Spending!.Scale, weighted.Spending!.Scale, 1e-5);
        Assert.Equal(
            new CustomerValue().Fit(customers, new FitOptions { Threads = 1 }).ToJson(),
            new CustomerValue().Fit(customers, new FitOptions { Threads = 4 }).ToJson()
        );
    }

    [Fact]
    public void A_model_file_gives_back_the_same_values()
    {
        var customers = Made(1000);
        var model = new CustomerValue().Fit(customers);
        var loaded = Model.Load<CustomerValueModel>(Saved(model));
        Assert.Equal(model.Predict(customers, 12), loaded.Predict(customers, 12));
        Assert.Equal(["alive", "purchases", "mean_spend", "value"], loaded.Predict(customers, 12).Names);
    }

    [Fact]
    public void Impossible_customers_are_refused_by_column_and_row()
    {
        static Frame Of(double x, double last, double age, double spend) =>
            new(
                new Column<double>("frequency", [1, x]),
                new Column<double>("recency", [1, last]),
                new Column<double>("age", [2, age]),
                new Column<double>("spend", [5, spend])
            );
        string Refused(Frame frame) => Assert.Throws<TrainingDataException>(() => new CustomerValue().Fit(frame)).Message;
        Assert.Contains("'frequency' is -1 in row 2", Refused(Of(-1, 0, 1, 1)), StringComparison.Ordinal);
        Assert.Contains("'recency' is 3 in row 2", Refused(Of(1, 3, 2, 1)), StringComparison.Ordinal);
        Assert.Contains("'age' is NaN in row 2", Refused(Of(1, 1, double.NaN, 1)), StringComparison.Ordinal);
        Assert.Contains("'spend' is 0 in row 2", Refused(Of(1, 1, 2, 0)), StringComparison.Ordinal);
        Assert.Contains(
            "second time",
            Refused(
                new Frame(
                    new Column<double>("frequency", [0, 0]),
                    new Column<double>("recency", [0, 0]),
                    new Column<double>("age", [1, 1]),
                    new Column<double>("spend", [0, 0])
                )
            ),
            StringComparison.Ordinal
        );
        Assert.Throws<SchemaException>(() => new CustomerValue { Age = "T" }.Fit(Of(1, 1, 2, 3)));
    }

    /// <summary>The published customers, in weeks.</summary>
    private static Frame Cdnow()
    {
        using var file = File.OpenText(Path.Combine(RealData.Repository, "tests", "Golden", "learning", "cdnow.csv"));
        var days = Frame.ReadCsv(file);
        Column<double> Weeks(string name, string of) => new(name, [.. days[of].ToDoubles().Select(each => each / 7)]);
        return new Frame(days["frequency"], Weeks("recency", "recency_days"), Weeks("age", "age_days"), days["spend"]);
    }

    /// <summary>Customers simulated from the model: r .8, alpha 5, a .9, b 3, observed for 20 to 40; spend p 6, q 4, scale 10.</summary>
    private static Frame Made(int count)
    {
        double[] x = new double[count],
            last = new double[count],
            age = new double[count],
            spend = new double[count];
        for (var i = 0; i < count; i++)
        {
            var random = new SplitMix(3, (ulong)i);
            var rate = Draw(ref random, 0.8) / 5;
            var (g, h) = (Draw(ref random, 0.9), Draw(ref random, 3));
            var leaving = g / (g + h);
            age[i] = 20 + 20 * random.NextDouble();
            // A customer may leave after each repeat purchase.
            for (var time = -Math.Log(1 - random.NextDouble()) / rate; time < age[i]; time += -Math.Log(1 - random.NextDouble()) / rate)
            {
                (x[i], last[i]) = (x[i] + 1, time);
                if (random.NextDouble() < leaving)
                {
                    break;
                }
            }

            var scale = Draw(ref random, 4) / 10;
            spend[i] = x[i] > 0 ? Draw(ref random, 6 * x[i]) / scale / x[i] : 0;
        }

        return new Frame(
            new Column<double>("frequency", x),
            new Column<double>("recency", last),
            new Column<double>("age", age),
            new Column<double>("spend", spend)
        );
    }

    /// <summary>A gamma variate (Marsaglia, Tsang 2000), by boosting for shapes below 1.</summary>
    private static double Draw(ref SplitMix random, double shape)
    {
        if (shape < 1)
        {
            return Draw(ref random, shape + 1) * Math.Pow(random.NextDouble(), 1 / shape);
        }

        var (d, c) = (shape - 1.0 / 3, 1 / Math.Sqrt(9 * shape - 3));
        while (true)
        {
            var normal = random.NextNormal();
            var v = Math.Pow(1 + c * normal, 3);
            if (v > 0 && Math.Log(random.NextDouble()) < 0.5 * normal * normal + d - d * v + d * Math.Log(v))
            {
                return d * v;
            }
        }
    }

    /// <summary>P(X(t) = x), equation (8) of the paper.</summary>
    private static double Probability(BuyingProcess p, int x, double t)
    {
        double Beta(double a, double b) => Gamma.Log(a) + Gamma.Log(b) - Gamma.Log(a + b);
        double Term(int j) =>
            Math.Exp(
                Gamma.Log(p.R + j)
                    - Gamma.Log(p.R)
                    - Gamma.Log(j + 1)
                    + p.R * Math.Log(p.Alpha / (p.Alpha + t))
                    + j * Math.Log(t / (p.Alpha + t))
            );
        var active = Math.Exp(Beta(p.A, p.B + x) - Beta(p.A, p.B)) * Term(x);
        return x == 0 ? active : active + Math.Exp(Beta(p.A + 1, p.B + x - 1) - Beta(p.A, p.B)) * (1 - Enumerable.Range(0, x).Sum(Term));
    }

    private static BuyingProcess Likelihood(double[] p) => new(p[0], p[1], p[2], p[3]);

    private static double Total(double[] p, Frame customers)
    {
        double[] x = customers["frequency"].ToDoubles(),
            last = customers["recency"].ToDoubles(),
            age = customers["age"].ToDoubles();
        return x.Select((each, i) => Likelihood(p).LogLikelihood(each, last[i], age[i], 1, new double[4])).Sum();
    }

    private static string Saved(Model model)
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("customers").FullName, "model.json");
        model.Save(path);
        return path;
    }
}
