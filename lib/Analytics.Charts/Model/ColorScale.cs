namespace Analytics.Charts;

/// <summary>How a number becomes a colour. All three stay readable with any colour vision and in grey.</summary>
public enum ColorScale
{
    /// <summary>Near white to dark blue: amounts, as cells.</summary>
    Blues,

    /// <summary>Purple over green to yellow (viridis of Smith and van der Walt, 2015): amounts, as points.</summary>
    Viridis,

    /// <summary>Orange over near white to blue: values on either side of a middle.</summary>
    Diverging,
}
