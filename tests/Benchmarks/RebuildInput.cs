using System.IO.Compression;
using System.Text;
using Analytics.App;
using Analytics.Engine;

namespace Analytics.Benchmarks;

/// <summary>The generated files of the rebuild benchmark: plain CSV of crashes and vehicles, people as gzipped JSON lines; the last day apart.</summary>
internal sealed record RebuildInput(string Folder)
{
    private const string LastDay = "2024-12-30";

    public string[] Base => Inputs("base");

    public string[] Day => Inputs("day");

    /// <summary>Makes them once and keeps them under lib/artifacts/bench.</summary>
    public static RebuildInput Make(long rows)
    {
        var input = new RebuildInput(
            Path.Combine(Repository.Root, "lib", "artifacts", "bench", FormattableString.Invariant($"crashes-{rows}"))
        );
        if (File.Exists(Path.Combine(input.Folder, "done")))
        {
            return input;
        }

        foreach (var part in new[] { "base", "day" })
        {
            Directory.CreateDirectory(Path.Combine(input.Folder, part));
        }

        Parallel.ForEach(
            Catalog.Of("crashes").Sample(new SampleOptions(rows)),
            file =>
            {
                using var split = new Split(input.Folder, file.Source);
                using var writer = new StreamWriter(split, new UTF8Encoding(false), 1 << 16);
                file.Write(writer);
            }
        );
        File.WriteAllText(Path.Combine(input.Folder, "done"), "");
        return input;
    }

    /// <summary>An empty folder for a run.</summary>
    public static string Fresh(string name)
    {
        var folder = Path.Combine(Repository.Root, "lib", "artifacts", "bench", name);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        return Directory.CreateDirectory(folder).FullName;
    }

    /// <summary>Names and times of all files but the lock's.</summary>
    public static string StateOf(string folder) =>
        string.Join(
            '\n',
            new DirectoryInfo(folder)
                .EnumerateFiles("*", SearchOption.AllDirectories)
                .Where(file => !file.Name.StartsWith("LOCK", StringComparison.Ordinal))
                .Select(file => FormattableString.Invariant($"{file.FullName} {file.LastWriteTimeUtc.Ticks}"))
                .Order(StringComparer.Ordinal)
        );

    private string[] Inputs(string part) =>
        [
            .. new[] { "crashes=crashes.csv", "vehicles=vehicles.csv", "people=people.jsonl.gz" }.SelectMany(each =>
                new[] { "--input", each.Replace("=", "=" + Path.Combine(Folder, part) + "/", StringComparison.Ordinal) }
            ),
        ];

    /// <summary>Sends each line to the base or, when it speaks of the last day, to that day; a CSV header goes to both.</summary>
    private sealed class Split : Stream
    {
        private static readonly byte[] s_day = Encoding.ASCII.GetBytes(LastDay + "T");
        private readonly Stream _base;
        private readonly Stream _day;
        private readonly MemoryStream _line = new();
        private bool _first;

        public Split(string folder, string source)
        {
            _first = source != "people";
            var name = source == "people" ? "people.jsonl.gz" : source + ".csv";
            (_base, _day) = (Open(Path.Combine(folder, "base", name)), Open(Path.Combine(folder, "day", name)));
        }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            while (buffer.IndexOf((byte)'\n') is >= 0 and var end)
            {
                _line.Write(buffer[..(end + 1)]);
                var line = _line.GetBuffer().AsSpan(0, (int)_line.Length);
                var isDay = line.IndexOf(s_day) >= 0;
                if (_first || !isDay)
                {
                    _base.Write(line);
                }

                if (_first || isDay)
                {
                    _day.Write(line);
                }

                _first = false;
                _line.SetLength(0);
                buffer = buffer[(end + 1)..];
            }

            _line.Write(buffer);
        }

        public override void Flush()
        {
            _base.Flush();
            _day.Flush();
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            _base.Dispose();
            _day.Dispose();
            base.Dispose(disposing);
        }

        private static Stream Open(string path)
        {
            var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
            return path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Fastest) : file;
        }
    }
}
