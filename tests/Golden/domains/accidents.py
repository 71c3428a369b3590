#!/usr/bin/python3
"""Numbers of the real accidents with pandas, independent of the C# code. Usage: accidents.py FOLDER > accidents.json"""
import json
import sys

import pandas as pd

folder = sys.argv[1]
york = pd.read_csv(f"{folder}/york/accidents.csv")
time = pd.to_datetime(york["Date"], format="%d/%m/%Y %H:%M")
casualties = pd.read_csv(f"{folder}/york/casualties.csv")
vehicles = pd.read_csv(f"{folder}/york/vehicles.csv")
belgrade = pd.read_csv(f"{folder}/belgrade/accidents_2017.csv", encoding="cp1250")
# One accident of two kinds stands there on two rows: all but the kind is the same.
once = belgrade.drop_duplicates(["ID", "Date", "Longitude", "Latitude", "Damage"])
moment = pd.to_datetime(once["Date"], format="%d.%m.%Y,%H:%M")
print(json.dumps({
    "york": {
        "accidents": len(york),
        "slight": int((york["Accident_Severity"] == 3).sum()),
        "serious": int((york["Accident_Severity"] == 2).sum()),
        "fatal": int((york["Accident_Severity"] == 1).sum()),
        "at_17": int((time.dt.hour == 17).sum()),
        "on_friday": int((time.dt.dayofweek == 4).sum()),
        "november_2009": int(((time.dt.year == 2009) & (time.dt.month == 11)).sum()),
        "casualties": int(york["Number_of_Casualties"].sum()),
        "rain": int((york["Weather_Conditions"] == 2).sum()),
        "weather_not_known": int(york["Weather_Conditions"].isin([9, -1]).sum()),
        "surface_not_known": int((york["Road_Surface_Conditions"] == -1).sum()),
        "roundabout_serious": int(((york["Road_Type"] == 1) & (york["Accident_Severity"] < 3)).sum()),
        "limit_60": int((york["Speed_limit"] == 60).sum()),
        "vehicles": len(vehicles),
        "cycles": int((vehicles["Vehicle_Type"] == 1).sum()),
        "people_hurt": len(casualties),
        "pedestrians_killed": int(((casualties["Casualty_Class"] == 3) & (casualties["Casualty_Severity"] == 1)).sum()),
        "mean_latitude": round(float(york["Latitude"].mean()), 4),
    },
    "belgrade": {
        "rows": len(belgrade),
        "accidents": len(once),
        "slight": int((once["Damage"] == "Sa mat.stetom").sum()),
        "serious": int((once["Damage"] == "Sa povredjenim").sum()),
        "fatal": int((once["Damage"] == "Sa poginulim").sum()),
        "at_14": int((moment.dt.hour == 14).sum()),
        "december": int((moment.dt.month == 12).sum()),
        "with_pedestrians": int(belgrade[belgrade["Cars"].str.contains("PEŠACIMA")]["ID"].nunique()),
        "of_two_kinds": int((belgrade.groupby("ID")["Cars"].nunique() > 1).sum()),
        "mean_longitude": round(float(once["Longitude"].mean()), 4),
    },
}, indent=2, ensure_ascii=False))
