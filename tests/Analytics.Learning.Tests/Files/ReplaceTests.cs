namespace Analytics.Learning.Tests.Files;

public sealed class ReplaceTests
{
    [Fact]
    public void Two_that_write_one_model_file_at_once_both_end_and_leave_one_whole_file()
    {
        var folder = Directory.CreateTempSubdirectory("analytics-replace-").FullName;
        try
        {
            var path = Path.Combine(folder, "model.json");
            Parallel.For(
                0,
                8,
                new ParallelOptions { MaxDegreeOfParallelism = 8 },
                writer =>
                {
                    var bytes = new byte[200_000];
                    Array.Fill(bytes, (byte)('a' + writer));
                    for (var again = 0; again < 5; again++)
                    {
                        ModelFile.Replace(path, bytes);
                    }
                }
            );

            var left = File.ReadAllBytes(path);
            Assert.Equal(200_000, left.Length);
            Assert.Single(left.Distinct());
            Assert.Equal([path], Directory.EnumerateFiles(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
