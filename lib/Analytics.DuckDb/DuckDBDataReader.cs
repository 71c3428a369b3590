using System.Collections;
using System.Data;
using System.Data.Common;

namespace Analytics.DuckDb;

/// <summary>
/// Rows one by one, as natural .NET objects (see the README's table). Whole columns come some ten times faster by <see cref="DuckDBConnection.Query(string, object?[])"/>.
/// </summary>
public sealed partial class DuckDBDataReader : DbDataReader
{
    private readonly DuckDBCommand _command;
    private readonly Statements _statements;
    private readonly CommandBehavior _behavior;
    private readonly CancellationToken _cancellation;
    private Result? _result;
    private Vector[] _columns = [];
    private int _next;
    private int _row = -1;
    private int _chunkSize;
    private long _changed = -1;
    private bool _hasRows;
    private bool _isAtEnd;
    private bool _isClosed;

    internal DuckDBDataReader(DuckDBCommand command, Statements statements, CommandBehavior behavior, CancellationToken cancellation)
    {
        (_command, _statements, _behavior, _cancellation) = (command, statements, behavior, cancellation);
        NextResult();
    }

    public override int FieldCount => _columns.Length;

    /// <summary>The current result has at least one row.</summary>
    public override bool HasRows => _hasRows;

    public override bool IsClosed => _isClosed;

    public override int Depth => 0;

    /// <summary>Rows changed by all statements so far that change rows; -1 when there was none.</summary>
    public override int RecordsAffected => (int)Math.Min(_changed, int.MaxValue);

    public override object this[int ordinal] => GetValue(ordinal);

    public override object this[string name] => GetValue(GetOrdinal(name));

    /// <summary>Goes to the next row.</summary>
    public override bool Read()
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        if (_isAtEnd)
            return false;
        if (_row + 1 < _chunkSize)
        {
            _row++;
            return true;
        }

        return NextChunk() && ++_row >= 0;
    }

    /// <summary>Runs the next statement that gives rows; statements in between run too.</summary>
    public override bool NextResult()
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        _result?.Dispose();
        (_result, _columns, _isAtEnd, _hasRows) = (null, [], true, false);
        while (_next < _statements.Count)
        {
            _result = _command.Run(_statements, _next++, _cancellation);
            if (_result.IsChange)
                _changed = Math.Max(_changed, 0) + _result.RowsChanged;
            if (_result.IsQuery)
            {
                _columns = new Vector[_result.Types.Length];
                _isAtEnd = false;
                _hasRows = NextChunk();
                return true;
            }

            _result.Dispose();
            _result = null;
        }

        return false;
    }

    public override void Close()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        _result?.Dispose();
        _statements.Dispose();
        if (_behavior.HasFlag(CommandBehavior.CloseConnection))
            _command.Connection?.Close();
    }

    public override IEnumerator GetEnumerator() => new DbEnumerator(this, closeReader: false);

    // The first chunk is fetched with the result, to know whether there are rows; Read then starts before its first row.
    private bool NextChunk()
    {
        (_row, _chunkSize) = (-1, 0);
        if (!_result!.NextChunk())
        {
            _isAtEnd = true;
            return false;
        }

        _chunkSize = _result.ChunkSize;
        for (var column = 0; column < _columns.Length; column++)
            _columns[column] = _result.Column(column);
        return true;
    }
}
