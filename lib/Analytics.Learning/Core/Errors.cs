namespace Analytics.Learning;

/// <summary>Something about data, options or a model file that stops a fit or a prediction; the message says what, where and the remedy.</summary>
public class LearningException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Data to fit on that cannot teach anything: no rows, one class, a missing target, a negative weight.</summary>
public sealed class TrainingDataException(string message) : LearningException(message);

/// <summary>Data to predict on that does not have the columns and types the model was fitted with.</summary>
public sealed class SchemaException(string message) : LearningException(message);

/// <summary>An option outside its documented range.</summary>
public sealed class OptionException(string learner, string option, object? value, string range)
    : LearningException($"{learner}.{option} is {FormattableString.Invariant($"{value}")}; it must be {range}.");

/// <summary>A model file that is cut short, not one of ours, or of a newer version.</summary>
public sealed class ModelFileException(string message, Exception? inner = null) : LearningException(message, inner);

/// <summary>A model that cannot be written for ONNX Runtime.</summary>
public sealed class OnnxException(string message) : LearningException(message);

/// <summary>Truth or scores for which a metric is not defined: of different lengths, empty, of one class only, not finite.</summary>
public sealed class MetricException(string message) : LearningException(message);
