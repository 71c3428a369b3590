using Analytics.Frames;

namespace Analytics.Learning;

/// <summary>One customer: repeat purchases, time of the last, time observed, mean spend, weight.</summary>
internal readonly record struct Customer(double X, double Last, double Age, double Spend, double Weight);

/// <summary>Reads customers from a frame and refuses what cannot be.</summary>
internal static class Customers
{
    /// <param name="frame">One row per customer.</param>
    /// <param name="schema">Frequency, recency, age and perhaps spend.</param>
    /// <param name="weight">A column of weights ≥ 0, or null; rows of weight 0 are left out.</param>
    public static List<Customer> Read(Frame frame, Schema schema, string? weight)
    {
        var columns = schema.Names.Select(name => Numbers(frame, name)).ToArray();
        var weights = weight is null ? null : Numbers(frame, weight);
        var customers = new List<Customer>(frame.RowCount);
        for (var row = 0; row < frame.RowCount; row++)
        {
            var customer = new Customer(
                columns[0][row],
                columns[1][row],
                columns[2][row],
                columns.Length > 3 ? columns[3][row] : 1,
                weights?[row] ?? 1
            );
            Check(customer, schema, row, weight);
            if (customer.Weight > 0)
            {
                customers.Add(customer);
            }
        }

        return customers;
    }

    private static void Check(Customer customer, Schema schema, int row, string? weight)
    {
        string Name(int i) => schema.Features[i].Name;
        if (!(customer.X >= 0) || double.IsInfinity(customer.X))
        {
            throw Bad(Name(0), customer.X, row, "a number of repeat purchases, at least 0");
        }

        if (!(customer.Age > 0) || double.IsInfinity(customer.Age))
        {
            throw Bad(Name(2), customer.Age, row, "a time greater than 0; leave out customers of the last day");
        }

        if (!(customer.Last >= 0) || customer.Last > customer.Age)
        {
            throw Bad(Name(1), customer.Last, row, FormattableString.Invariant($"from 0 to '{Name(2)}', which is {customer.Age}"));
        }

        if (customer.X > 0 && (!(customer.Spend > 0) || double.IsInfinity(customer.Spend)))
        {
            throw Bad(Name(3), customer.Spend, row, "a mean spend greater than 0 where there are repeat purchases");
        }

        if (!(customer.Weight >= 0) || double.IsInfinity(customer.Weight))
        {
            throw Bad(weight!, customer.Weight, row, "a finite number, at least 0");
        }
    }

    private static TrainingDataException Bad(string column, double value, int row, string wanted) =>
        new(FormattableString.Invariant($"CustomerValue: '{column}' is {value} in row {row + 1}; it must be {wanted}."));

    private static double[] Numbers(Frame frame, string name) =>
        frame.TryGet(name, out var column) && column.IsNumeric
            ? column.ToDoubles()
            : throw new SchemaException($"CustomerValue needs a numeric column '{name}'; the frame has: {string.Join(", ", frame.Names)}.");
}
