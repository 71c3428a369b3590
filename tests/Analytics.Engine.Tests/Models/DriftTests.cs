using Analytics.Learning;

namespace Analytics.Engine.Tests.Models;

public sealed class DriftTests
{
    private static ColumnDrift Of(double psi = 0, double js = 0, double p = 0.001, double shift = 0) => new("a", psi, js, 1, p, shift, 0);

    [Fact]
    public void A_large_change_is_drift_only_where_it_is_no_accident()
    {
        Assert.True(Retraining.IsDrift(Of(psi: 0.3)));
        Assert.True(Retraining.IsDrift(Of(js: 0.2)));
        Assert.True(Retraining.IsDrift(Of(shift: -3)));
        Assert.False(Retraining.IsDrift(Of(psi: 0.3, p: 0.4)));
        Assert.False(Retraining.IsDrift(Of(psi: 0.1, js: 0.05, shift: 1)));
        Assert.False(Retraining.IsDrift(Of(shift: double.NaN)));
    }
}
