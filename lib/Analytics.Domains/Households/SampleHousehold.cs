using System.Globalization;
using Analytics.Engine;

namespace Analytics.Domains.Households;

/// <summary>One made-up household: what it is, what it does, and what it earns by that.</summary>
internal sealed class SampleHousehold
{
    /// <summary>Local currency per US dollar at the survey's rate.</summary>
    private const double Rate = 4463.18;

    private static readonly double[] s_districtWealth = [0.30, -0.10, -0.16, 0.02];
    private readonly SampleRandom _r;
    private readonly bool _literate;
    private readonly bool _salaried;
    private readonly bool _business;
    private readonly bool _casual;
    private readonly double _land;
    private readonly double _wealth;
    private readonly int _season1;
    private readonly int _season2;
    private readonly int _perennial;

    private SampleHousehold(int seed, long row)
    {
        _r = new SampleRandom(seed, row);
        District = _r.Pick(0, s_district);
        Cluster = _r.Whole(1, 1, 4);
        Village = _r.Whole(2, 1, 10);
        Size = Math.Clamp((int)Math.Round(4.8 + 2.15 * _r.Normal(3)), 1, 27);
        _land = Math.Round(Math.Exp(0.1 + 0.8 * _r.Normal(5)) * 4) / 4;
        _literate = _r.Chance(7, 0.7);
        _salaried = _r.Chance(8, _literate ? 0.1 : 0.02);
        _business = _r.Chance(9, _literate ? 0.24 : 0.12);
        _casual = _r.Chance(10, 0.43);
        _season1 = Math.Clamp((int)Math.Round(2.7 + 1.2 * _r.Normal(11)), 0, 8);
        _season2 = Math.Clamp((int)Math.Round(2.3 + 1.4 * _r.Normal(13)), 0, 9);
        _perennial = Math.Clamp((int)Math.Round(2.4 + 1.5 * _r.Normal(15)), 0, 11);
        var cluster = new SampleRandom(seed, -(District * 10 + Cluster)).Normal(0);
        _wealth = s_districtWealth[District] + 0.12 * cluster + 0.42 * _r.Normal(17);
    }

    private static readonly Weighted<int> s_district = new((0, 825), (1, 986), (2, 767), (3, 1319));

    public int District { get; }

    public int Cluster { get; }

    public int Village { get; }

    public int Size { get; }

    public static SampleHousehold Of(int seed, long row) => new(seed, row);

    /// <summary>Ways, land and crops.</summary>
    public IEnumerable<string> Farming() =>
        [
            Text(_r.Whole(20, 1, 12) * 10),
            Text(_r.Whole(21, 1, 24) * 2.5),
            _r.Chance(22, 0.016) ? "" : Text(_land),
            Text(_season1),
            Text(_season2),
            Text(_perennial),
        ];

    /// <summary>From the savings group to the day's income, in the order of the file.</summary>
    public IEnumerable<string> Money()
    {
        // Luck, which no question asks for: without it the answers would tell more of an income than they do.
        var scale = Math.Exp(_wealth + 0.3 * _r.Normal(27)) * (1 + 0.12 * Math.Log(1 + _land)) * (0.75 + 0.06 * Size);
        var savings = _r.Chance(30, 0.19) ? Coins(60 * scale, 31) : 0;
        double[] vegetables = [_r.Chance(32, 0.31) ? Usd(20 * scale, 33) : 0, _r.Chance(34, 0.2) ? Usd(18 * scale, 35) : 0];
        double[] eaten = [vegetables[0] + Usd(12, 36), vegetables[1] + Usd(9, 37)];
        var formal = _salaried ? Usd(620 * scale, 38) : 0;
        var business =
            _business ? Usd(260 * scale, 39)
            : _r.Chance(40, 0.15) ? Usd(60 * scale, 41)
            : 0;
        var casual = _casual ? Usd(150 * Math.Sqrt(scale), 42) : 0;
        var gifts = _r.Chance(43, 0.73) ? Usd(42 * scale, 44) : 0;
        var rent = _r.Chance(45, 0.07) ? Usd(80 * scale, 46) : 0;
        double[] crops = [_season1 * Usd(20 * scale, 47), _season2 * Usd(17 * scale, 48)];
        var perennial = _perennial * Usd(48 * scale, 49);
        var livestock = _r.Chance(50, 0.28) ? Usd(80 * scale, 51) : 0;
        double[] value = [crops[0] + _season1 * Usd(24 * scale, 52), crops[1] + _season2 * Usd(21 * scale, 53)];
        var perennialValue = perennial + _perennial * Usd(38 * scale, 54);
        var eatenStock = _r.Chance(55, 0.33) ? Usd(35 * scale, 56) : 0;
        var herd = _r.Chance(57, 0.8) ? Coins(230 * Math.Sqrt(scale), 58) : 0;
        var income = savings / Rate + vegetables.Sum() + formal + business + casual + gifts + rent + crops.Sum() + perennial + livestock;
        var consumption = value.Sum() + perennialValue - crops.Sum() - perennial + eaten.Sum() - vegetables.Sum() + eatenStock;
        return new double[]
        {
            savings,
            savings / Rate,
            vegetables[0],
            vegetables[1],
            vegetables.Sum(),
            eaten[0],
            eaten[1],
            eaten.Sum(),
            formal,
            business,
            casual,
            gifts,
            rent,
            crops[0],
            crops[1],
            crops.Sum(),
            perennial,
            livestock,
            value[0],
            value[1],
            value.Sum(),
            perennialValue,
            value.Sum() + perennialValue,
            eatenStock,
            herd / Rate,
            income,
            consumption,
            income + consumption,
            income + consumption + herd / Rate,
            herd,
            herd / Rate,
            income / 365,
            consumption / 365,
            (income + consumption) / 365,
            (income + consumption + herd / Rate) / 365,
        }.Select(number => Text(Math.Round(number, 4)));
    }

    /// <summary>The questionnaire's answers, in the order of the file, with its codes for no answer.</summary>
    public IEnumerable<string> Answers()
    {
        var better = 0.5 * _wealth;
        return
        [
            Text(_r.Chance(70, 0.71) ? 1 : 2),
            Flag(_literate),
            Text(_r.Chance(71, 0.71 - better / 3) ? 1 : 2),
            Text(_r.Chance(72, 0.65 + better / 3) ? 1 : 0),
            _r.Chance(73, 0.002) ? "-99" : Text(Math.Clamp((int)(1.2 + better + 0.8 * _r.Normal(74)), 0, 6)),
            _r.Chance(76, 0.001) ? "`"
            : _r.Chance(77, 0.006) ? ""
            : Flag(_business),
            Flag(_casual),
            Flag(_salaried),
            Flag(_r.Chance(78, 0.4 + better / 3)),
            _r.Chance(79, 0.22) ? Text(_r.Pick(80, s_loans)) : "",
            Flag(_perennial > 0),
            Text(_r.Pick(81, s_fertilizers)),
            Text(
                _r.Chance(82, 0.2 + better / 3) ? 3
                : _r.Chance(83, 0.97) ? 2
                : 1
            ),
            Flag(_r.Chance(84, 0.98)),
            Yes(85, 0.34),
            Yes(86, 0.24),
            Yes(87, 0.81),
            Yes(88, 0.9),
            Yes(89, 0.78),
            Yes(90, 0.86),
            Yes(91, 0.79),
            _r.Chance(92, 0.06) ? "0.5" : Yes(93, 0.65),
            Yes(94, 0.68),
            Yes(95, 0.21),
            _r.Chance(96, 0.82) ? "" : Text(_r.Whole(97, 0, 5) * 10000),
            "1",
            Flag(_r.Chance(98, 0.99)),
            _r.Chance(99, 0.35) ? "" : _r.Pick(100, s_wilt),
            Yes(101, 0.6),
        ];

        string Yes(int stream, double share) => Flag(_r.Chance(stream, Math.Clamp(share + better / 4, 0.02, 0.98)));
    }

    private static readonly Weighted<int> s_loans = new((7, 461), (8, 179), (2, 106), (1, 46), (5, 28), (97, 18), (99, 2));
    private static readonly Weighted<int> s_fertilizers = new((99, 2096), (1, 1526), (2, 195), (3, 80));
    private static readonly Weighted<string> s_wilt = new(("2", 2356), ("1 2", 112), ("1", 52), ("2 3", 16), ("1 2 3", 8), ("3", 4));

    /// <summary>An amount of local currency as people say it: whole thousands.</summary>
    private double Coins(double dollars, int stream) => Math.Round(dollars * (0.4 + 1.2 * _r.Uniform(stream)) * Rate / 1000) * 1000;

    private double Usd(double dollars, int stream) => Coins(dollars, stream) / Rate;

    private static string Flag(bool yes) => yes ? "1" : "0";

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
