namespace Analytics.Learning;

/// <summary>What gradient boosting lowers.</summary>
public enum Loss
{
    /// <summary>Squared for a number, logistic for two classes, softmax for more.</summary>
    Auto,

    /// <summary>½ (value - prediction)². Predicts the mean.</summary>
    Squared,

    /// <summary>Log loss of two classes.</summary>
    Logistic,

    /// <summary>Log loss of any number of classes, one tree per class and round.</summary>
    Softmax,

    /// <summary>Poisson deviance of counts ≥ 0, with a log link: predictions are positive.</summary>
    Poisson,
}
