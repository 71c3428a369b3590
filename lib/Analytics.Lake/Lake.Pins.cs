using Analytics.Lake.Storage;

namespace Analytics.Lake;

public sealed partial class Lake
{
    /// <summary>Pin name → snapshot that <see cref="Collect"/> must keep, whatever its age.</summary>
    public IReadOnlyDictionary<string, string> Pins
    {
        get
        {
            var pins = new SortedDictionary<string, string>(StringComparer.Ordinal);
            if (!Directory.Exists(PinFolder))
            {
                return pins;
            }

            foreach (var path in Directory.EnumerateFiles(PinFolder))
            {
                var sha = File.ReadAllText(path).Trim();
                if (!Hash.IsHash(sha))
                {
                    throw new LakeException(
                        $"The pin '{path}' does not name a snapshot: expected 64 hexadecimal digits. Remove the file or write the snapshot's id into it."
                    );
                }

                pins[Path.GetFileName(path)] = sha;
            }

            return pins;
        }
    }

    private string PinFolder => Path.Combine(Folder, "pins");

    /// <summary>Keeps a snapshot until it is unpinned.</summary>
    /// <param name="name">Lower-case letters, digits and _.</param>
    /// <param name="snapshot">One that exists.</param>
    public void Pin(string name, Snapshot snapshot)
    {
        CheckPin(name);
        _ = Read(snapshot.Id);
        Disk.Write(Path.Combine(PinFolder, name), Path.Combine(Folder, $"pin-{name}.tmp"), snapshot.Id + "\n");
    }

    public void Unpin(string name)
    {
        CheckPin(name);
        Disk.Delete(Path.Combine(PinFolder, name));
    }

    private static void CheckPin(string name)
    {
        if (!TableName.IsPart(name))
        {
            throw new LakeException($"'{name}' cannot name a pin: lower-case letters, digits and _, not beginning with a digit.");
        }
    }
}
