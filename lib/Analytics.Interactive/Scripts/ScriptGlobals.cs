namespace Analytics.Interactive.Scripts;

/// <summary>What a script file sees without declaring it; the same as in the public dotnet-script.</summary>
public sealed class ScriptGlobals(IList<string> args)
{
    /// <summary>The arguments after the name of the script, without the `--` that may separate them.</summary>
    public IList<string> Args { get; } = args;
}
