namespace Analytics.Learning;

internal sealed unsafe partial class Standardized
{
    /// <summary>Parameters of standardised columns (outputs × stride) as coefficients (outputs × columns) and intercepts of the columns as they are.</summary>
    public (double[] Coefficients, double[] Intercepts) Unscale(double[] parameters, int outputs, bool intercept)
    {
        var columns = Scale.Length;
        var coefficients = new double[outputs * columns];
        var intercepts = new double[outputs];
        for (var k = 0; k < outputs; k++)
        {
            intercepts[k] = intercept ? parameters[k * Stride + columns] : 0;
            for (var j = 0; j < columns; j++)
            {
                var coefficient = parameters[k * Stride + j] * Scale[j];
                coefficients[k * columns + j] = coefficient;
                intercepts[k] -= coefficient * Shift[j];
            }
        }

        // The same number added to every class changes no probability; intercepts that sum to zero make the model unique.
        if (intercept && outputs > 1)
        {
            System.Numerics.Tensors.TensorPrimitives.Subtract(intercepts, intercepts.Average(), intercepts);
        }

        return (coefficients, intercepts);
    }
}
