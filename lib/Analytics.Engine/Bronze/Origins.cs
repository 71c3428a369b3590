using System.Security.Cryptography;
using System.Text;

namespace Analytics.Engine;

/// <summary>
/// The names that files of a source land under. A file's name is enough until another folder has a file of that name: the one that
/// comes later is called with as many of its folders as tell them apart. A name is kept in the object's description and
/// never changes afterwards, and a file that comes again from its folder has its name again.
/// </summary>
internal sealed class Origins
{
    private readonly Dictionary<string, string?> _placeOf = new(StringComparer.Ordinal);

    /// <param name="landed">What the source has already.</param>
    public Origins(IEnumerable<Lake.BronzeObject> landed)
    {
        foreach (var each in landed)
        {
            _placeOf[each.Info.Origin] = each.Info.Place;
        }
    }

    /// <summary>The name of a file, and what tells its folder.</summary>
    /// <param name="path">Absolute path.</param>
    public (string Origin, string Place) Of(string path)
    {
        var folder = Path.GetDirectoryName(path) ?? "";
        var place = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..16];
        var origin = Path.GetFileName(path);
        while (_placeOf.TryGetValue(origin, out var other) && other != place && folder.Length > 0)
        {
            var name = Path.GetFileName(folder);
            origin = (name.Length > 0 ? name : place) + "/" + origin;
            folder = Path.GetDirectoryName(folder) ?? "";
        }

        _placeOf[origin] = place;
        return (origin, place);
    }
}
