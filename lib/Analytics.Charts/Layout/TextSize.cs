namespace Analytics.Charts;

/// <summary>
/// How wide text is, without a font at hand. The widths are DejaVu Sans's (the Bitstream Vera family), a wide face: Arial, Helvetica
/// and Verdana are no wider, so what does not collide here collides nowhere.
/// </summary>
internal static class TextSize
{
    public const string Family = "Arial,Helvetica,Verdana,DejaVu Sans,sans-serif";
    private const string Ellipsis = "…";

    // Advance widths of U+0020..U+007E in thousandths of the font size.
    private static readonly short[] s_plain =
    [
        318,
        401,
        460,
        838,
        636,
        950,
        780,
        275,
        390,
        390,
        500,
        838,
        318,
        361,
        318,
        337,
        636,
        636,
        636,
        636,
        636,
        636,
        636,
        636,
        636,
        636,
        337,
        337,
        838,
        838,
        838,
        531,
        1000,
        684,
        686,
        698,
        770,
        632,
        575,
        775,
        752,
        295,
        295,
        656,
        557,
        863,
        748,
        787,
        603,
        787,
        695,
        635,
        611,
        732,
        684,
        989,
        685,
        611,
        685,
        390,
        337,
        390,
        838,
        500,
        500,
        613,
        635,
        550,
        635,
        615,
        352,
        635,
        634,
        278,
        278,
        579,
        278,
        974,
        634,
        612,
        635,
        635,
        411,
        521,
        392,
        634,
        592,
        818,
        592,
        592,
        525,
        636,
        337,
        636,
        838,
    ];

    private static readonly short[] s_bold =
    [
        348,
        456,
        521,
        838,
        696,
        1002,
        872,
        306,
        457,
        457,
        523,
        838,
        380,
        415,
        380,
        365,
        696,
        696,
        696,
        696,
        696,
        696,
        696,
        696,
        696,
        696,
        400,
        400,
        838,
        838,
        838,
        580,
        1000,
        774,
        762,
        734,
        830,
        683,
        683,
        821,
        837,
        372,
        372,
        775,
        637,
        995,
        837,
        850,
        733,
        850,
        770,
        720,
        682,
        812,
        774,
        1103,
        771,
        724,
        725,
        457,
        365,
        457,
        838,
        500,
        500,
        675,
        716,
        593,
        716,
        678,
        435,
        716,
        712,
        343,
        343,
        665,
        343,
        1042,
        712,
        687,
        716,
        716,
        493,
        595,
        478,
        712,
        652,
        924,
        645,
        652,
        582,
        712,
        365,
        712,
        838,
    ];

    /// <summary>Pixels from the first to the last glyph's edge.</summary>
    public static double Width(string text, double size, bool bold = false)
    {
        var units = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            units += rune.Value switch
            {
                >= 0x20 and <= 0x7e => (bold ? s_bold : s_plain)[rune.Value - 0x20],
                // A space that does not break is as wide as one that does.
                0xa0 => (bold ? s_bold : s_plain)[0],
                < 0x20 or (>= 0x300 and < 0x370) => 0,
                0xb0 or 0x2013 => 500,
                < 0x250 => bold ? 850 : 790,
                < 0x590 => bold ? 930 : 880,
                0x2212 or 0x2264 or 0x2265 => 838,
                < 0x3000 => 1000,
                _ => 1370,
            };
        }

        return units * size / 1000;
    }

    /// <summary>The text, or as much of its beginning as fits with an ellipsis; "" when not even that fits.</summary>
    public static string Fit(string text, double width, double size, bool bold = false)
    {
        if (Width(text, size, bold) <= width)
        {
            return text;
        }

        var room = width - Width(Ellipsis, size, bold);
        var kept = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            room -= Width(rune.ToString(), size, bold);
            if (room < 0)
            {
                break;
            }

            kept += rune.Utf16SequenceLength;
        }

        return kept == 0 ? "" : text[..kept].TrimEnd() + Ellipsis;
    }

    /// <summary>Breaks at spaces into at most the given number of lines; the last is cut with an ellipsis if need be.</summary>
    public static IReadOnlyList<string> Wrap(string text, double width, double size, int lines, bool bold = false)
    {
        var result = new List<string>();
        var line = "";
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        for (var i = 0; i < words.Length; i++)
        {
            var longer = line.Length == 0 ? words[i] : $"{line} {words[i]}";
            if (line.Length == 0 || Width(longer, size, bold) <= width)
            {
                line = longer;
                continue;
            }

            if (result.Count == lines - 1)
            {
                line = string.Join(' ', words[i..].Prepend(line));
                break;
            }

            result.Add(Fit(line, width, size, bold));
            line = words[i];
        }

        if (line.Length > 0)
        {
            result.Add(Fit(line, width, size, bold));
        }

        return result;
    }
}
