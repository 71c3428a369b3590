using System.Text;

namespace Analytics.Learning;

public abstract partial class Model
{
    /// <summary>Writes the model as readable JSON; <see cref="Load(string)"/> gives back one that predicts the same bits. An existing file is replaced.</summary>
    public void Save(string path) => ModelFile.Replace(path, ModelFile.Write(this));

    /// <summary>What <see cref="Save"/> writes, as text.</summary>
    public string ToJson() => ModelFile.Text(this);

    /// <summary>Reads a file that <see cref="Save"/> wrote.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ModelFileException">The file is not a model, is cut short, or of a newer version.</exception>
    public static Model Load(string path) => ModelFile.Read(File.ReadAllBytes(path), path);

    /// <summary>Reads a file that <see cref="Save"/> wrote, knowing what it holds: <c>Model.Load&lt;Predictor&gt;("model.json")</c>.</summary>
    /// <exception cref="ModelFileException">As <see cref="Load(string)"/>, or the file holds another type of model.</exception>
    public static T Load<T>(string path)
        where T : Model =>
        Load(path) is var model && model is T wanted
            ? wanted
            : throw new ModelFileException($"{path} holds a {model.GetType().Name} ('{model.Kind}'), not a {typeof(T).Name}.");

    /// <summary>Reads what <see cref="ToJson"/> gave.</summary>
    /// <exception cref="ModelFileException">The text is not a model, is cut short, or of a newer version.</exception>
    public static Model FromJson(string json) => ModelFile.Read(Encoding.UTF8.GetBytes(json), "The text");
}
