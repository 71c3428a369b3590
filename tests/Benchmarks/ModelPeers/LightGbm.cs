using System.Runtime.InteropServices;

namespace Analytics.Benchmarks;

/// <summary>The functions of LightGBM's C interface that a comparison needs (package LightGBM, MIT); nothing of it is part of the libraries. Whether it is there <see cref="Analytics.Interop.MachineLearningPackages.LightGbm"/> says.</summary>
internal static partial class LightGbm
{
    private const string Library = "lib_lightgbm";
    private const int Float64 = 1,
        Float32 = 0,
        RowMajor = 1,
        RawScore = 1;

    /// <summary>Boosts trees and gives the raw score of every row after each tree.</summary>
    /// <param name="rows">What is learned from and predicted.</param>
    /// <param name="parameters">As LightGBM writes them.</param>
    /// <param name="trees">How many.</param>
    /// <param name="after">Receives the number of trees and the raw scores of all rows, which are changed afterwards.</param>
    public static unsafe void Boost(PeerRows rows, string parameters, int trees, Action<int, double[]> after)
    {
        parameters +=
            " deterministic=true force_row_wise=true num_threads=1 seed=0 verbosity=-1"
            + (rows.Words.Length > 0 ? $" categorical_feature={string.Join(',', rows.Words)}" : "");
        var train = rows.Matrix(rows.Sides.Train);
        float[] labels = [.. rows.Sides.Train.Select(row => (float)rows.Target[row])];
        nint data = 0,
            booster = 0;
        try
        {
            fixed (double* values = train)
            {
                Check(
                    DatasetCreateFromMat(values, Float64, rows.Sides.Train.Length, rows.Columns.Count, RowMajor, parameters, 0, out data)
                );
            }

            fixed (float* label = labels)
            {
                Check(DatasetSetField(data, "label", label, labels.Length, Float32));
            }

            Check(BoosterCreate(data, parameters, out booster));
            var (scores, one) = (new double[rows.Count], new double[rows.Count]);
            fixed (double* all = rows.Values)
            fixed (double* of = one)
            {
                for (var tree = 0; tree < trees; tree++)
                {
                    Check(BoosterUpdateOneIter(booster, out var isFinished));
                    if (isFinished != 0)
                    {
                        return;
                    }

                    Check(
                        BoosterPredictForMat(
                            booster,
                            all,
                            Float64,
                            rows.Count,
                            rows.Columns.Count,
                            RowMajor,
                            RawScore,
                            tree,
                            1,
                            "",
                            out _,
                            of
                        )
                    );
                    for (var row = 0; row < scores.Length; row++)
                    {
                        scores[row] += one[row];
                    }

                    after(tree + 1, scores);
                }
            }
        }
        finally
        {
            if (booster != 0)
            {
                Check(BoosterFree(booster));
            }

            if (data != 0)
            {
                Check(DatasetFree(data));
            }
        }
    }

    private static void Check(int code)
    {
        if (code != 0)
        {
            throw new InvalidOperationException($"LightGBM: {Marshal.PtrToStringUTF8(GetLastError())}");
        }
    }

    [LibraryImport(Library, EntryPoint = "LGBM_GetLastError")]
    private static partial nint GetLastError();

    [LibraryImport(Library, EntryPoint = "LGBM_DatasetCreateFromMat", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int DatasetCreateFromMat(
        double* data,
        int type,
        int rows,
        int columns,
        int isRowMajor,
        string parameters,
        nint reference,
        out nint dataset
    );

    [LibraryImport(Library, EntryPoint = "LGBM_DatasetSetField", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int DatasetSetField(nint dataset, string name, float* values, int count, int type);

    [LibraryImport(Library, EntryPoint = "LGBM_DatasetFree")]
    private static partial int DatasetFree(nint dataset);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterCreate", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int BoosterCreate(nint dataset, string parameters, out nint booster);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterUpdateOneIter")]
    private static partial int BoosterUpdateOneIter(nint booster, out int isFinished);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterPredictForMat", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int BoosterPredictForMat(
        nint booster,
        double* data,
        int type,
        int rows,
        int columns,
        int isRowMajor,
        int what,
        int from,
        int trees,
        string parameters,
        out long length,
        double* result
    );

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterFree")]
    private static partial int BoosterFree(nint booster);
}
