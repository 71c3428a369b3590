#!/usr/bin/python3
"""run.py --list | run.py Case_tool data-folder: runs one function of the modules beside this file and prints one line of JSON."""
import importlib, json, os, resource, sys, warnings

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(name, str(os.cpu_count()))
warnings.filterwarnings("ignore")
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
functions = {}
for module in ("clusters", "metrics", "trees"):
    functions.update({n: f for n, f in vars(importlib.import_module(module)).items() if "_" in n and n[0].isupper() and callable(f)})
if sys.argv[1] == "--list":
    print("\n".join(functions))
else:
    import common
    common.FOLDER = sys.argv[2]
    seconds, quality = functions[sys.argv[1]]()
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(dict(Seconds=seconds, Quality={k: float(v) for k, v in quality.items()}, Megabytes=round(megabytes))))
