using Analytics.Learning;
using Microsoft.ML;

namespace Analytics.Interop;

/// <summary>
/// The learners of Analytics.Learning in the catalogs of an <see cref="MLContext"/>. Options are the learner's own record; its
/// defaults stand there. Column names default to Microsoft.ML's.
/// </summary>
public static class LearnerCatalog
{
    /// <summary>Gradient boosted trees for two classes.</summary>
    public static LearnerTrainer Boosting(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        GradientBoosting? options = null,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null
    ) => catalog.Learner(options ?? new GradientBoosting(), labelColumnName, featureColumnName, exampleWeightColumnName);

    /// <summary>A random forest for two classes.</summary>
    public static LearnerTrainer RandomForest(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        RandomForest? options = null,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null
    ) => catalog.Learner(options ?? new RandomForest(), labelColumnName, featureColumnName, exampleWeightColumnName);

    /// <summary>Logistic regression for two classes. It takes no missing values: put a ReplaceMissingValues before it.</summary>
    public static LearnerTrainer Logistic(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        LogisticRegression? options = null,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null
    ) => catalog.Learner(options ?? new LogisticRegression(), labelColumnName, featureColumnName, exampleWeightColumnName);

    /// <summary>Extremely randomised trees for two classes.</summary>
    public static LearnerTrainer ExtraTrees(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        ExtraTrees? options = null,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null
    ) => catalog.Learner(options ?? new ExtraTrees(), labelColumnName, featureColumnName, exampleWeightColumnName);

    /// <summary>Any learner for two classes, e.g. a <see cref="Calibrated"/> one.</summary>
    public static LearnerTrainer Learner(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        SupervisedLearner learner,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new LearnerTrainer(
            learner,
            new LearnerColumns(LearnerTask.Binary, labelColumnName, featureColumnName, exampleWeightColumnName)
        );
    }

    /// <summary>Gradient boosted trees for several classes.</summary>
    public static LearnerTrainer Boosting(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        GradientBoosting? options = null,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null
    ) => catalog.Learner(options ?? new GradientBoosting(), labelColumnName, featureColumnName, exampleWeightColumnName);

    /// <summary>A random forest for several classes.</summary>
    public static LearnerTrainer RandomForest(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        RandomForest? options = null,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null
    ) => catalog.Learner(options ?? new RandomForest(), labelColumnName, featureColumnName, exampleWeightColumnName);

    /// <summary>Extremely randomised trees for several classes.</summary>
    public static LearnerTrainer ExtraTrees(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        ExtraTrees? options = null,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null
    ) => catalog.Learner(options ?? new ExtraTrees(), labelColumnName, featureColumnName, exampleWeightColumnName);

    /// <summary>Logistic regression for several classes. It takes no missing values: put a ReplaceMissingValues before it.</summary>
    public static LearnerTrainer Logistic(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        LogisticRegression? options = null,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null
    ) => catalog.Learner(options ?? new LogisticRegression(), labelColumnName, featureColumnName, exampleWeightColumnName);

    /// <summary>Any learner for several classes.</summary>
    public static LearnerTrainer Learner(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        SupervisedLearner learner,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new LearnerTrainer(
            learner,
            new LearnerColumns(LearnerTask.Multiclass, labelColumnName, featureColumnName, exampleWeightColumnName)
        );
    }

    /// <summary>Gradient boosted trees for a number.</summary>
    public static LearnerTrainer Boosting(
        this RegressionCatalog.RegressionTrainers catalog,
        GradientBoosting? options = null,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null
    ) => catalog.Learner(options ?? new GradientBoosting(), labelColumnName, featureColumnName, exampleWeightColumnName);

    /// <summary>A random forest for a number.</summary>
    public static LearnerTrainer RandomForest(
        this RegressionCatalog.RegressionTrainers catalog,
        RandomForest? options = null,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null
    ) => catalog.Learner(options ?? new RandomForest(), labelColumnName, featureColumnName, exampleWeightColumnName);

    /// <summary>Extremely randomised trees for a number.</summary>
    public static LearnerTrainer ExtraTrees(
        this RegressionCatalog.RegressionTrainers catalog,
        ExtraTrees? options = null,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null
    ) => catalog.Learner(options ?? new ExtraTrees(), labelColumnName, featureColumnName, exampleWeightColumnName);

    /// <summary>Linear regression: least squares, ridge, lasso, elastic net. It takes no missing values: put a ReplaceMissingValues before it.</summary>
    public static LearnerTrainer Linear(
        this RegressionCatalog.RegressionTrainers catalog,
        LinearRegression? options = null,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null
    ) => catalog.Learner(options ?? new LinearRegression(), labelColumnName, featureColumnName, exampleWeightColumnName);

    /// <summary>Any learner for a number.</summary>
    public static LearnerTrainer Learner(
        this RegressionCatalog.RegressionTrainers catalog,
        SupervisedLearner learner,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new LearnerTrainer(
            learner,
            new LearnerColumns(LearnerTask.Regression, labelColumnName, featureColumnName, exampleWeightColumnName)
        );
    }

    /// <summary>A Gaussian mixture.</summary>
    public static LearnerTrainer GaussianMixture(
        this ClusteringCatalog.ClusteringTrainers catalog,
        GaussianMixture? options = null,
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null
    ) => catalog.Learner(options ?? new GaussianMixture(), featureColumnName, exampleWeightColumnName);

    /// <summary>HDBSCAN: groups of any shape by density; rows of none are noise, whose label is missing.</summary>
    public static LearnerTrainer Hdbscan(
        this ClusteringCatalog.ClusteringTrainers catalog,
        Hdbscan? options = null,
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null
    ) => catalog.Learner(options ?? new Hdbscan(), featureColumnName, exampleWeightColumnName);

    /// <summary>Any learner of groups: <see cref="KMeans"/>, <see cref="Hdbscan"/>, …</summary>
    public static LearnerTrainer Learner(
        this ClusteringCatalog.ClusteringTrainers catalog,
        ClusterLearner learner,
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new LearnerTrainer(learner, new LearnerColumns(LearnerTask.Clustering, "", featureColumnName, exampleWeightColumnName));
    }
}
