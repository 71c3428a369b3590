using System.Buffers.Binary;
using System.Text;

namespace Analytics.Engine;

/// <summary>The little of a compound file ([MS-CFB]) that tells how an old workbook (.xls, [MS-XLS]) counts its days.</summary>
internal sealed class CompoundFile
{
    private const uint LastSector = 0xFFFFFFFA;
    private const int EntryBytes = 128;
    private const int MiniSector = 64;

    // Records of a workbook's first part: DATE1904 stands before the first sheet's name.
    private const int Date1904 = 0x22;
    private const int BoundSheet = 0x85;
    private const int EndOfPart = 0x0A;

    private readonly Stream _file;
    private readonly byte[] _head = new byte[512];
    private readonly int _size;
    private readonly List<uint> _tables;

    private CompoundFile(Stream file)
    {
        _file = file;
        _file.Position = 0;
        _file.ReadExactly(_head);
        _size = 1 << Math.Clamp((int)BinaryPrimitives.ReadUInt16LittleEndian(_head.AsSpan(30)), 9, 12);
        _tables = [.. Numbers(_head.AsSpan(76))];
        // Beyond 109 tables of sectors there are lists of further ones, each ending with the number of the next.
        for (var (next, count) = (At(68), 0); next < LastSector && count < 1 << 16; count++)
        {
            var numbers = Numbers(Sector(next));
            _tables.AddRange(numbers[..^1]);
            next = numbers[^1];
        }
    }

    /// <exception cref="InvalidDataException">There is no workbook in the file, or it breaks off.</exception>
    public static bool From1904(Stream file)
    {
        try
        {
            return Says1904(new CompoundFile(file).Workbook());
        }
        catch (Exception error) when (error is EndOfStreamException or ArgumentException or IndexOutOfRangeException)
        {
            throw new InvalidDataException("the file breaks off where it should say how it counts days; save it again", error);
        }
    }

    private static bool Says1904(IEnumerable<byte[]> sectors)
    {
        var bytes = new List<byte>();
        using var rest = sectors.GetEnumerator();
        byte Next(int at)
        {
            while (bytes.Count <= at)
            {
                bytes.AddRange(rest.MoveNext() ? rest.Current : throw new EndOfStreamException());
            }

            return bytes[at];
        }

        for (var at = 0; ; )
        {
            var (kind, length) = (Next(at) | (Next(at + 1) << 8), Next(at + 2) | (Next(at + 3) << 8));
            switch (kind)
            {
                case Date1904:
                    return Next(at + 4) != 0;
                case BoundSheet or EndOfPart:
                    return false;
                default:
                    at += 4 + length;
                    break;
            }
        }
    }

    private IEnumerable<byte[]> Workbook()
    {
        byte[] directory = [.. Chain(At(48)).SelectMany(sector => sector)];
        var entries = Enumerable
            .Range(0, directory.Length / EntryBytes)
            .Select(each => directory.AsMemory(each * EntryBytes, EntryBytes))
            .ToArray();
        var found = Array.Find(entries, entry => Name(entry.Span).ToUpperInvariant() is "WORKBOOK" or "BOOK");
        if (found.IsEmpty)
        {
            throw new InvalidDataException("the file holds no workbook");
        }

        var (start, length) = Place(found.Span);
        return length >= At(56) ? Chain(start) : Small(Place(entries[0].Span).Start, start);
    }

    /// <summary>A short stream lies in parts of 64 bytes within the stream of the root.</summary>
    private IEnumerable<byte[]> Small(uint root, uint start)
    {
        byte[] all = [.. Chain(root).SelectMany(sector => sector)];
        var next = Numbers(Chain(At(60)).SelectMany(sector => sector).ToArray());
        for (var (at, count) = (start, 0); at < LastSector && count <= next.Length; at = next[at], count++)
        {
            yield return all[((int)at * MiniSector)..(((int)at + 1) * MiniSector)];
        }
    }

    private IEnumerable<byte[]> Chain(uint start)
    {
        var perTable = (uint)_size / 4;
        var most = _file.Length / _size + 1;
        for (var at = start; at < LastSector && most > 0; most--)
        {
            yield return Sector(at);
            at = Numbers(Sector(_tables[(int)(at / perTable)]))[at % perTable];
        }
    }

    private byte[] Sector(uint number)
    {
        var sector = new byte[_size];
        _file.Position = (number + 1L) * _size;
        _file.ReadAtLeast(sector, _size, throwOnEndOfStream: false);
        return sector;
    }

    private uint At(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(_head.AsSpan(offset));

    private static string Name(ReadOnlySpan<byte> entry) =>
        Encoding.Unicode.GetString(entry[..Math.Clamp(BinaryPrimitives.ReadUInt16LittleEndian(entry[64..]) - 2, 0, 62)]);

    private static (uint Start, uint Length) Place(ReadOnlySpan<byte> entry) =>
        (BinaryPrimitives.ReadUInt32LittleEndian(entry[116..]), BinaryPrimitives.ReadUInt32LittleEndian(entry[120..]));

    private static uint[] Numbers(ReadOnlySpan<byte> bytes)
    {
        var numbers = new uint[bytes.Length / 4];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 * i)..]);
        }

        return numbers;
    }
}
