using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Analytics.DuckDb;

/// <summary>
/// Distinct UTF-8 words and their codes, in order of first appearance: open addressing over one arena of bytes, so that a word
/// seen before costs a hash and a comparison and no string.
/// </summary>
internal sealed class WordTable
{
    private readonly record struct Entry(uint Hash, int Length, long Start);

    private int[] _slots = NewSlots(64);
    private Entry[] _entries = new Entry[32];

    // Blocks rather than one array: a column's words may be longer than 2 GB together.
    private readonly List<byte[]> _blocks = [];
    private int _used;
    private int _count;
    private int _last = -1;

    private const int BlockSize = 1 << 20;

    public int CodeOf(ReadOnlySpan<byte> word)
    {
        if (_last >= 0 && Bytes(_entries[_last]).SequenceEqual(word))
        {
            return _last;
        }

        var hash = Hash(word);
        var mask = _slots.Length - 1;
        var slot = (int)hash & mask;
        for (; _slots[slot] >= 0; slot = (slot + 1) & mask)
        {
            ref readonly var entry = ref _entries[_slots[slot]];
            if (entry.Hash == hash && entry.Length == word.Length && Bytes(entry).SequenceEqual(word))
            {
                return _last = _slots[slot];
            }
        }

        if (_count == _entries.Length)
        {
            Array.Resize(ref _entries, _count * 2);
        }

        _entries[_count] = new Entry(hash, word.Length, Store(word));
        _slots[slot] = _last = _count++;
        if (_count * 2 > _slots.Length)
        {
            Grow();
        }

        return _last;
    }

    /// <summary>Adds all words to another table, in their order.</summary>
    /// <returns>For each code here, the code there.</returns>
    public int[] AddTo(WordTable other)
    {
        var codes = new int[_count];
        for (var code = 0; code < _count; code++)
        {
            codes[code] = other.CodeOf(Bytes(_entries[code]));
        }

        return codes;
    }

    public string[] ToArray()
    {
        var words = new string[_count];
        for (var code = 0; code < _count; code++)
        {
            words[code] = Encoding.UTF8.GetString(Bytes(_entries[code]));
        }

        return words;
    }

    private ReadOnlySpan<byte> Bytes(in Entry entry) => _blocks[(int)(entry.Start >> 32)].AsSpan((int)(uint)entry.Start, entry.Length);

    private long Store(ReadOnlySpan<byte> word)
    {
        if (_blocks.Count == 0 || _blocks[^1].Length - _used < word.Length)
        {
            _blocks.Add(GC.AllocateUninitializedArray<byte>(Math.Max(_blocks.Count == 0 ? 4096 : BlockSize, word.Length)));
            _used = 0;
        }

        word.CopyTo(_blocks[^1].AsSpan(_used));
        var start = (long)(_blocks.Count - 1) << 32 | (uint)_used;
        _used += word.Length;
        return start;
    }

    private void Grow()
    {
        _slots = NewSlots(_slots.Length * 2);
        var mask = _slots.Length - 1;
        for (var code = 0; code < _count; code++)
        {
            var slot = (int)_entries[code].Hash & mask;
            while (_slots[slot] >= 0)
            {
                slot = (slot + 1) & mask;
            }

            _slots[slot] = code;
        }
    }

    private static int[] NewSlots(int count)
    {
        var slots = new int[count];
        slots.AsSpan().Fill(-1);
        return slots;
    }

    // Multiply and fold, eight bytes at a time; codes depend on the order of the words only, never on the hash.
    private static uint Hash(ReadOnlySpan<byte> word)
    {
        const ulong Odd = 0x9E37_79B9_7F4A_7C15;
        var state = (ulong)word.Length * Odd;
        while (word.Length >= 8)
        {
            state = Mix(state ^ Unsafe.ReadUnaligned<ulong>(ref MemoryMarshal.GetReference(word)));
            word = word[8..];
        }

        var tail = 0UL;
        for (var i = 0; i < word.Length; i++)
        {
            tail |= (ulong)word[i] << (8 * i);
        }

        state = Mix(state ^ tail);
        return (uint)(state ^ state >> 32);

        static ulong Mix(ulong value)
        {
            var high = Math.BigMul(value ^ Odd, Odd, out var low);
            return BitOperations.RotateLeft(high, 23) ^ low;
        }
    }
}
