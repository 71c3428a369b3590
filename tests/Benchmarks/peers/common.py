"""What every peer needs: the tables, and a clock."""
import os, statistics, time
import numpy as np

FOLDER = None


def load(name, columns, dtype=np.float32):
    """A table as the C# side wrote it: rows × columns, and the classes."""
    x = np.fromfile(os.path.join(FOLDER, name + ".X.f32"), np.float32).reshape(-1, columns)
    return x.astype(dtype, copy=False), np.fromfile(os.path.join(FOLDER, name + ".y.u8"), np.uint8)


def timed(function, repetitions=3, warm=True):
    """The last result and the median seconds."""
    if warm:
        function()
    seconds = []
    for _ in range(repetitions):
        start = time.perf_counter()
        result = function()
        seconds.append(time.perf_counter() - start)
    return result, statistics.median(seconds)


def each(function, count):
    """The median and 99th percentile of one call in seconds, over count calls."""
    for i in range(count // 10):
        function(i)
    seconds = []
    for i in range(count):
        start = time.perf_counter()
        function(i)
        seconds.append(time.perf_counter() - start)
    seconds.sort()
    return seconds[count // 2], seconds[count * 99 // 100]
