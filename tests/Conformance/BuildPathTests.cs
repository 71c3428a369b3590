namespace Analytics.Conformance;

public sealed class BuildPathTests
{
    [Theory]
    [InlineData("it's here", true)]
    [InlineData("its there", false)]
    public void A_folder_with_an_apostrophe_is_refused_before_anything_is_built(string name, bool isRefused)
    {
        var root = Directory.CreateTempSubdirectory("analytics-path-").FullName;
        try
        {
            var lib = Directory.CreateDirectory(Path.Combine(root, name, "lib")).FullName;
            foreach (var file in new[] { "Directory.Build.props", "Directory.Packages.props", "BannedSymbols.txt" })
            {
                File.Copy(Path.Combine(RealData.Repository, "lib", file), Path.Combine(lib, file));
            }

            var project = Path.Combine(Directory.CreateDirectory(Path.Combine(lib, "One")).FullName, "One.csproj");
            File.WriteAllText(project, "<Project Sdk=\"Microsoft.NET.Sdk\" />\n");
            // No target of a build: what stands before all of them is what is asked.
            var (code, output, error) = OutsideTools.Run(
                "dotnet",
                "msbuild",
                "-nologo",
                "-nodeReuse:false",
                "-t:ResolveFrameworkReferences",
                project
            );
            if (isRefused)
            {
                Assert.True(
                    code != 0
                        && output.Contains("ANPATH1", StringComparison.Ordinal)
                        && output.Contains("move or clone it", StringComparison.Ordinal),
                    output + error
                );
            }
            else
            {
                Assert.DoesNotContain("ANPATH1", output + error, StringComparison.Ordinal);
            }
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }
}
