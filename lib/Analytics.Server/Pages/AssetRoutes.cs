using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Analytics.Charts;
using Analytics.Server.Security;
using Analytics.Server.Snapshots;

namespace Analytics.Server.Pages;

/// <summary>Style sheets, scripts and plotly.js, from within the library: no path reaches a file. Addresses hold the content's hash, so browsers keep them for ever.</summary>
internal static class AssetFiles
{
    private static readonly FrozenDictionary<string, Lazy<Asset>> s_all = typeof(AssetFiles)
        .Assembly.GetManifestResourceNames()
        .Where(name =>
            name.EndsWith(".css", StringComparison.Ordinal)
            || name.EndsWith(".js", StringComparison.Ordinal)
            || name.EndsWith(".svg", StringComparison.Ordinal)
        )
        .Select(name => (Name: name, Asset: new Lazy<Asset>(() => Asset.Of(name, Resource(name)))))
        .Append((Name: "plotly.min.js", Asset: new Lazy<Asset>(() => Asset.Of("plotly.min.js", Encoding.UTF8.GetBytes(PlotlyJs.Text)))))
        .ToFrozenDictionary(each => each.Name, each => each.Asset, StringComparer.Ordinal);

    /// <summary>The address of an asset for a page, e.g. <c>/assets/site.css?v=0123456789ab</c>.</summary>
    public static string Url(string name) => $"/assets/{name}?v={s_all[name].Value.Hash}";

    public static Asset? Find(string name) => s_all.GetValueOrDefault(name)?.Value;

    private static byte[] Resource(string name)
    {
        using var stream = typeof(AssetFiles).Assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}

/// <summary>One file for browsers, as it is and compressed.</summary>
internal sealed record Asset(string Type, string Hash, byte[] Bytes)
{
    private readonly Lazy<byte[]> _zipped = new(() =>
    {
        using var zipped = new MemoryStream();
        using (var zip = new GZipStream(zipped, CompressionLevel.Optimal, leaveOpen: true))
        {
            zip.Write(Bytes);
        }

        return zipped.ToArray();
    });

    /// <summary>Compressed when it is first asked for: a page needs only the hash.</summary>
    public byte[] Zipped => _zipped.Value;

    public static Asset Of(string name, byte[] bytes)
    {
        var type = Path.GetExtension(name) switch
        {
            ".css" => "text/css; charset=utf-8",
            ".svg" => "image/svg+xml",
            _ => "text/javascript; charset=utf-8",
        };
        return new Asset(type, Convert.ToHexStringLower(SHA256.HashData(bytes))[..12], bytes);
    }
}

internal static class AssetRoutes
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/assets/{name}", Send).AllowsEverybody().HasNoSnapshot().ExcludeFromDescription();

    private static IResult Send(string name, HttpContext http)
    {
        if (AssetFiles.Find(name) is not { } asset)
        {
            return Results.NotFound();
        }

        http.Response.Headers.Vary = "Accept-Encoding";
        http.Response.Headers.CacheControl = http.Request.Query["v"] == asset.Hash ? "public, max-age=31536000, immutable" : "no-cache";
        var isZipped = http.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
        if (isZipped)
        {
            http.Response.Headers.ContentEncoding = "gzip";
        }

        return Results.Bytes(
            isZipped ? asset.Zipped : asset.Bytes,
            asset.Type,
            entityTag: new Microsoft.Net.Http.Headers.EntityTagHeaderValue($"\"{asset.Hash}{(isZipped ? "-gzip" : "")}\"")
        );
    }
}
