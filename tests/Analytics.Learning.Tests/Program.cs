using Analytics.Learning.Tests;
using Analytics.Learning.Tests.Trees;

// dotnet exec Analytics.Learning.Tests.dll hashes|learners: what the determinism tests compare between processes.
var hashes = args switch
{
    ["hashes"] => DeterminismTests.Hashes(threads: 2),
    ["learners"] => ModelHashes.Learners(),
    _ => null,
};
foreach (var hash in hashes ?? [])
{
    Console.WriteLine(hash);
}

return hashes is null ? 2 : 0;
