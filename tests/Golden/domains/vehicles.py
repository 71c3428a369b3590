#!/usr/bin/python3
"""Numbers of the real trips and logs with pandas, independent of the C# code. Usage: vehicles.py FOLDER > vehicles.json"""
import glob
import json
import os
import sys

import pandas as pd

root = sys.argv[1]

# Logs: 27 headers, 28 fields where a row ends with a comma; rows of another length are broken, blank lines are nothing.
logs, broken = [], 0
for path in sorted(glob.glob(f"{root}/obd/*.csv")):
    lines = [line.rstrip("\r") for line in open(path, newline="").read().split("\n")]
    rows = [line.split(",") for line in lines[1:] if line.strip()]
    fields = 28 if rows[0][-1].strip() == "" else 27
    broken += sum(len(row) != fields for row in rows)
    rows = [[cell.strip() for cell in row[:27]] for row in rows if len(row) == fields]
    log = pd.DataFrame(rows, columns=[name.split(" ")[0] for name in lines[0].strip().split(",")])
    log["repeat"] = (log == log.shift()).all(axis=1)
    log["trip"] = os.path.basename(path)[:-4]
    logs.append(log)
obd = pd.concat(logs, ignore_index=True)
repeats = int(obd["repeat"].sum())
received = len(obd) + broken
obd = obd[~obd["repeat"]].copy()
for name in obd.columns.drop(["trip", "repeat"]):
    obd[name] = obd[name].astype(float)
obd["window"] = (obd["ENGINE_RUN_TINE"] // 10).astype(int)
windows = obd.groupby(["trip", "window"]).agg(
    rpm_avg=("ENGINE_RPM", "mean"), rpm_std=("ENGINE_RPM", lambda x: x.std(ddof=0)), load_max=("ENGINE_LOAD", "max"),
    throttle_avg=("THROTTLE", "mean"), coolant_first=("COOLANT_TEMPERATURE", "first"), coolant_last=("COOLANT_TEMPERATURE", "last"))
rolling = windows.groupby("trip")["rpm_avg"].rolling(3, min_periods=1).mean()

# Labelled trips: one row a second. A row without speed, revolutions, load or coolant is broken.
trips = []
for path in sorted(glob.glob(f"{root}/driving_style/*.csv")):
    trip = pd.read_csv(path, sep=";")
    trip["trip"], trip["step"] = os.path.basename(path)[:-4], range(len(trip))
    trips.append(trip)
labelled = pd.concat(trips, ignore_index=True)
all_seconds = len(labelled)
labelled = labelled.dropna(subset=["VehicleSpeedInstantaneous", "EngineRPM", "EngineLoad", "EngineCoolantTemperature"]).copy()
labelled["aggressive"] = labelled["drivingStyle"] == "AggressiveStyle"
labelled["power"] = labelled["EngineRPM"] * labelled["EngineLoad"] / 100
style = labelled.groupby(["trip", labelled["step"] // 10]).agg(
    power=("power", "mean"), speed_std=("VehicleSpeedInstantaneous", lambda x: x.std(ddof=0)), aggressive=("aggressive", "mean"))

print(json.dumps({
    "obd_received": received,
    "obd_broken": broken,
    "obd_repeats": repeats,
    "obd_kept": len(obd),
    "obd_rpm": round(float(obd["ENGINE_RPM"].sum()), 2),
    "obd_warm_ups": int(obd["WARM_UPS_SINCE_CODES_CLEARED ()".split(" ")[0]].sum()),
    "obd_windows": len(windows),
    "obd_rpm_avg": round(float(windows["rpm_avg"].mean()), 2),
    "obd_rpm_std": round(float(windows["rpm_std"].mean()), 2),
    "obd_load_max": round(float(windows["load_max"].mean() / 100), 4),
    "obd_throttle_avg": round(float(windows["throttle_avg"].mean() / 100), 4),
    "obd_coolant_trend": round(float((windows["coolant_last"] - windows["coolant_first"]).sum()), 1),
    "obd_rpm_avg_30": round(float(rolling.mean()), 2),
    "trips_received": all_seconds,
    "trips_kept": len(labelled),
    "trips_engine_off": int((labelled["EngineRPM"] == 0).sum()),
    "trips_aggressive": int(labelled["aggressive"].sum()),
    "trips_windows": len(style),
    "trips_power": round(float(style["power"].mean()), 2),
    "trips_speed_std": round(float(style["speed_std"].mean()), 3),
    "trips_mostly_aggressive": int((style["aggressive"] > 0.5).sum()),
    "trips_spikes": int((labelled["VehicleSpeedVariation"].abs() > 40).sum()),
    "trips_pressure": round(float(labelled["ManifoldAbsolutePressure"].sum()), 1),
}, indent=1))
