"""OBD-II logs of a folder in pandas: read with broken rows dropped, typed, repeats of the row before dropped, ten-second windows, trips; written as CSV."""

import json
import os
import resource
import sys

import pandas as pd

folder, out = sys.argv[1:3]
os.makedirs(out, exist_ok=True)
logs, broken = [], 0
for name in sorted(os.listdir(folder)):
    if not name.endswith(".csv"):
        continue
    with open(os.path.join(folder, name), encoding="latin-1") as file:
        header, *lines = file.read().splitlines()
    columns = [word.strip().lower().replace(" ()", "") for word in header.rstrip(",").split(",")]
    rows = [[cell.strip() for cell in line.rstrip(",").split(",")] for line in lines]
    good = [row for row in rows if len(row) == len(columns)]
    broken += len(rows) - len(good)
    log = pd.DataFrame(good, columns=columns).apply(pd.to_numeric, errors="coerce")
    log["trip"] = name[:-4]
    logs.append(log)
silver = pd.concat(logs)
measured = silver.columns.drop("trip")
before = silver[measured].shift()
repeats = ((silver[measured] == before) | (silver[measured].isna() & before.isna())).all(axis=1)
silver = silver[~repeats]
silver.to_csv(os.path.join(out, "silver.csv"), index=False)
clock = measured[0]
windows = (
    silver.assign(window=silver[clock] // 10)
    .groupby(["trip", "window"])
    .agg(
        rpm=("engine_rpm", "mean"),
        spread=("engine_rpm", "std"),
        top=("engine_rpm", "max"),
        load=("engine_load", "mean"),
        speed=("vehicle_speed", "mean"),
        readings=("engine_rpm", "size"),
    )
)
windows.to_csv(os.path.join(out, "windows.csv"))
windows.groupby("trip").agg(rpm=("rpm", "mean"), top=("top", "max"), windows=("readings", "size"), readings=("readings", "sum")).to_csv(
    os.path.join(out, "trips.csv")
)
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"megabytes": round(used.ru_maxrss / 1024), "processor": round(used.ru_utime + used.ru_stime, 2), "rows": len(silver), "broken": broken}))
