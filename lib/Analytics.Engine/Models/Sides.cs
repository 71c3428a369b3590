using System.Globalization;
using Analytics.Frames;

namespace Analytics.Engine;

/// <summary>Which rows of the examples train, which choose (early stopping, calibration, threshold), and which only measure.</summary>
/// <param name="Train">0-based rows.</param>
/// <param name="Validation">0-based rows.</param>
/// <param name="Test">0-based rows; nothing is fitted or chosen on them.</param>
/// <param name="Hash">Hash over the entity keys of each side: equal means the same split of the same entities.</param>
internal sealed record Sides(int[] Train, int[] Validation, int[] Test, string Hash)
{
    /// <summary>Divides by a study's own rule.</summary>
    public static Sides Of(PredictionStudy study, Frame frame) => Of(study.Split, frame, study.Key, 0, study.Target);

    public static Sides Of(SplitRule rule, Frame frame, string key, int seed, string? target = null)
    {
        var (train, validation, test) = rule.Divide(frame, key, seed, target);
        var names = Keys(frame, key);
        var hash = Fingerprint.Of([
            "train",
            .. train.Select(row => names[row]),
            "validation",
            .. validation.Select(row => names[row]),
            "test",
            .. test.Select(row => names[row]),
        ]);
        return new Sides(train, validation, test, hash[..16]);
    }

    /// <summary>The entity of each row, as text.</summary>
    public static string[] Keys(Frame frame, string column)
    {
        var values = frame[column];
        var keys = new string[frame.RowCount];
        for (var row = 0; row < keys.Length; row++)
        {
            keys[row] = Convert.ToString(values[row], CultureInfo.InvariantCulture) ?? "";
        }

        return keys;
    }
}
