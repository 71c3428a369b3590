"""Times Jupyter kernels from outside, with Jupyter's own client.

Usage: kernels.py <kernel name> <code that gives a value> <code of a trivial cell with %d for its number>
Prints one JSON object. Memory is the resident set of the kernel's processes, in MB.
"""
import json
import statistics
import subprocess
import sys
import time

from jupyter_client.manager import KernelManager

RUNS, CELLS = 5, 400


def resident(pid):
    pids = [pid] + [int(p) for p in subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True).stdout.split()]
    total = 0
    for each in pids:
        with open(f"/proc/{each}/status", encoding="ascii") as status:
            total += next(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))
    return total / 1024


def run(client, code):
    began = time.perf_counter()
    reply = client.execute_interactive(code, timeout=60, allow_stdin=False, output_hook=lambda message: None)
    if reply["content"]["status"] != "ok":
        raise RuntimeError(reply["content"])
    return time.perf_counter() - began


def started(manager):
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    return client


name, first, trivial = sys.argv[1:]
starts = []
for _ in range(RUNS):
    manager = KernelManager(kernel_name=name)
    began = time.perf_counter()
    manager.start_kernel()
    client = started(manager)
    run(client, first)
    starts.append(time.perf_counter() - began)
    client.stop_channels()
    manager.shutdown_kernel()

manager = KernelManager(kernel_name=name)
manager.start_kernel()
client = started(manager)
run(client, first)
pid = manager.provisioner.process.pid
for number in range(20):
    run(client, trivial % number)
before = resident(pid)
cells = [run(client, trivial % (100 + number)) for number in range(CELLS)]
after = resident(pid)
restarts = []
for _ in range(RUNS):
    client.stop_channels()
    began = time.perf_counter()
    manager.restart_kernel(now=False)
    client = started(manager)
    run(client, "1")
    restarts.append(time.perf_counter() - began)
client.stop_channels()
manager.shutdown_kernel()
print(json.dumps({
    "start": statistics.median(starts), "cell": statistics.median(cells), "cell95": sorted(cells)[int(CELLS * 0.95)],
    "growth": after - before, "resident": after, "restart": statistics.median(restarts)}))
