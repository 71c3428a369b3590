using System.Buffers.Binary;

namespace Analytics.Learning.Trees;

/// <summary>Writes what <see cref="PackedReader"/> reads.</summary>
internal sealed class PackedWriter(Stream to)
{
    /// <summary>Writes the distinct numbers, by their bits, in ascending order.</summary>
    /// <returns>Number → its place.</returns>
    public PackedTable Table(IEnumerable<double> numbers)
    {
        var bits = numbers.Select(BitConverter.DoubleToUInt64Bits).ToHashSet().Order().ToArray();
        Number(bits.Length);
        // Byte by byte of all, so that what is alike is next to each other.
        for (var part = 0; part < 8; part++)
        {
            foreach (var one in bits)
            {
                to.WriteByte((byte)(one >> (8 * part)));
            }
        }

        return new PackedTable(bits);
    }

    public void Numbers(IEnumerable<int> numbers)
    {
        foreach (var number in numbers)
        {
            Number(number);
        }
    }

    /// <summary>Of either sign, small ones in few bytes: 0, -1, 1, -2, … as 0, 1, 2, 3, …</summary>
    public void Signed(IEnumerable<int> numbers) => Numbers(numbers.Select(number => checked(number << 1) ^ (number >> 31)));

    /// <summary>0 or more, as unsigned LEB128.</summary>
    public void Number(int number)
    {
        var left = checked((uint)number);
        for (; left >= 0x80; left >>= 7)
        {
            to.WriteByte((byte)(left | 0x80));
        }

        to.WriteByte((byte)left);
    }

    public void Word(ulong word)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, word);
        to.Write(bytes);
    }
}

/// <summary>Distinct numbers and their places.</summary>
internal sealed class PackedTable(ulong[] bits)
{
    private readonly Dictionary<ulong, int> _places = bits.Select((one, place) => (one, place))
        .ToDictionary(each => each.one, each => each.place);

    public int this[double number] => _places[BitConverter.DoubleToUInt64Bits(number)];
}

/// <summary>Reads packed numbers; sets aside no more memory than twice what has come.</summary>
/// <exception cref="EndOfStreamException">The stream ends before.</exception>
/// <exception cref="InvalidDataException">A number is none.</exception>
internal sealed class PackedReader(Stream from)
{
    public bool IsAtEnd => from.ReadByte() < 0;

    /// <param name="most">More numbers are refused.</param>
    public double[] Table(int most)
    {
        var count = Number() is var told && told <= most ? told : throw new InvalidDataException("A table is too large.");
        var bytes = new List<byte>();
        for (var at = 0L; at < 8L * count; at++)
        {
            bytes.Add(Byte());
        }

        var numbers = new double[count];
        for (var i = 0; i < count; i++)
        {
            var bits = 0UL;
            for (var part = 0; part < 8; part++)
            {
                bits |= (ulong)bytes[part * count + i] << (8 * part);
            }

            numbers[i] = BitConverter.UInt64BitsToDouble(bits);
        }

        return numbers;
    }

    public int[] Numbers(int count)
    {
        var numbers = new int[count];
        for (var i = 0; i < count; i++)
        {
            numbers[i] = Number();
        }

        return numbers;
    }

    public int[] Signed(int count) => [.. Numbers(count).Select(number => (number >> 1) ^ -(number & 1))];

    public ulong[] Words(int count)
    {
        var words = new List<ulong>();
        Span<byte> bytes = stackalloc byte[8];
        for (var i = 0; i < count; i++)
        {
            from.ReadExactly(bytes);
            words.Add(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        return [.. words];
    }

    public int Number()
    {
        var number = 0L;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var part = Byte();
            number |= (long)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return number <= int.MaxValue ? (int)number : throw new InvalidDataException("A number is too large.");
            }
        }

        throw new InvalidDataException("A number does not end.");
    }

    private byte Byte() => from.ReadByte() is >= 0 and var read ? (byte)read : throw new EndOfStreamException();
}
