using Analytics.Conformance;

// dotnet exec Conformance.dll reproduce <lake>: what ProcessorTests runs under other instructions.
if (args is not ["reproduce", var folder])
{
    return 2;
}

foreach (var line in ProcessorTests.Reproduce(folder))
{
    Console.WriteLine(line);
}

return 0;
