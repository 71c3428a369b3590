#!/usr/bin/python3
"""Sums over the real crash files with pandas, independent of the C# code. Usage: crashes.py FOLDER > crashes.json"""
import json
import sys

import pandas as pd

folder = sys.argv[1]
columns = ["crash_record_id", "crash_date", "injuries_total", "injuries_fatal", "injuries_incapacitating", "crash_type", "prim_contributory_cause",
           "weather_condition", "lighting_condition", "trafficway_type", "roadway_surface_cond", "latitude", "longitude"]
parts = []
for name in ["crashes.csv", "crashes_upper_excel_dates.csv", "merged_2025-09.csv"]:
    part = pd.read_csv(f"{folder}/{name}", dtype=str)
    part.columns = [c.lower() for c in part.columns]
    if name.startswith("crashes_upper"):
        serial = part["crash_date"].astype(float)
        part["crash_date"] = (pd.Timestamp("1899-12-30") + pd.to_timedelta((serial * 86400).round(), unit="s")).dt.strftime("%Y-%m-%dT%H:%M:%S")
    parts.append(part[columns].assign(file=name))
every = pd.concat(parts)
# All files are received together: the later file name wins a repeated key.
every = every.sort_values("file", kind="stable").drop_duplicates("crash_record_id", keep="last")
time = pd.to_datetime(every["crash_date"])
number = lambda name: pd.to_numeric(every[name]).fillna(0)
severe = every["crash_type"] == "INJURY AND / OR TOW DUE TO CRASH"
placed = every[pd.to_numeric(every["latitude"]).fillna(0) != 0]
serious = (number("injuries_fatal") + number("injuries_incapacitating") > 0) & (pd.to_numeric(every["latitude"]).fillna(0) != 0)
hour = time.dt.hour
known = lambda name: every[name].where(every[name] != "UNKNOWN")
print(json.dumps({
    "crashes": len(every),
    "injuries": int(number("injuries_total").sum()),
    "fatal": int(number("injuries_fatal").sum()),
    "injury_or_tow": int(severe.sum()),
    "months": int(time.dt.strftime("%Y-%m").nunique()),
    "placed": len(placed),
    "serious_placed": int(serious.sum()),
    "crashes_at_15": int((hour == 15).sum()),
    "friday_17": int(((hour == 17) & (time.dt.dayofweek == 4)).sum()),
    "rain": int((every["weather_condition"] == "RAIN").sum()),
    "one_way": int((every["trafficway_type"] == "ONE-WAY").sum()),
    "t_intersection": int((every["trafficway_type"] == "T-INTERSECTION").sum()),
    "snow_or_slush": int((every["roadway_surface_cond"] == "SNOW OR SLUSH").sum()),
    "unknown_surface": int(known("roadway_surface_cond").isna().sum()),
    "following_too_closely": int((every["prim_contributory_cause"] == "FOLLOWING TOO CLOSELY").sum()),
    "september_2025": int((time.dt.strftime("%Y-%m") == "2025-09").sum()),
}, indent=1))
