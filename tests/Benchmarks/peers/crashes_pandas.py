"""Crashes, vehicles and people from raw files to Gold with pandas, as one would write it straight away.

python3 crashes_pandas.py <folder of the generated files> <target folder>; prints its own peak memory and processor time as JSON.
Vectorised throughout; lists per crash through drop_duplicates + groupby(list), not through a Python function per group.
"""
import json
import os
import resource
import sys

import numpy as np
import pandas as pd

folder, target = os.path.join(sys.argv[1], "base"), sys.argv[2]
SILENT = {"", "UNKNOWN", "UNKNOWN/NA", "NULL", "NAN", "N/A", "NA", "NONE GIVEN"}
PERSON_LISTS = ["age", "person_type", "sex", "city", "state", "safety_equipment", "airbag_deployed", "ejection", "injury_classification", "hospital", "driver_action",
                "driver_vision", "physical_condition", "pedpedal_action", "pedpedal_visibility", "pedpedal_location", "bac_result", "person_id"]
FLAGS = {"Y": True, "YES": True, "TRUE": True, "1": True, "N": False, "NO": False, "FALSE": False, "0": False}


def clean(text):
    text = text.str.strip().str.replace(r"\s+", " ", regex=True)
    return text.mask(text == "")


def word(text):
    text = clean(text).str.upper()
    return text.mask(text.isin(SILENT))


def number(text):
    return pd.to_numeric(text, errors="coerce")


def flag(text):
    return text.str.strip().str.upper().map(FLAGS)


def moment(text):
    return pd.to_datetime(text, errors="coerce")


def typed(frame, kinds):
    out = {}
    for name in frame.columns:
        kind = kinds.get(name, word)
        out[name] = kind(frame[name])
    return pd.DataFrame(out)


def whole_dates(frame, key):
    frame = frame[frame["crash_date"].notna() & frame[key].notna()].copy()
    frame["month"] = frame["crash_date"].dt.strftime("%Y-%m")
    return frame.drop_duplicates(key, keep="last").sort_values(key)


def lists(frame, column):
    part = frame[["crash_record_id", column]].dropna().drop_duplicates().sort_values(["crash_record_id", column])
    return part.groupby("crash_record_id", sort=False)[column].agg(list)


def save(frame, name):
    frame.to_pickle(os.path.join(target, name + ".pkl"))


crashes = pd.read_csv(os.path.join(folder, "crashes.csv"), dtype=str, keep_default_na=False)
kinds = {"crash_record_id": lambda t: clean(t).str.lower(), "crash_date": moment, "date_police_notified": moment, "rd_no": clean, "street_no": clean,
         "posted_speed_limit": number, "lane_cnt": number, "num_units": number, "latitude": number, "longitude": number}
kinds.update({c: number for c in crashes if c.startswith("injuries_")})
kinds.update({c: flag for c in crashes if c.endswith("_i")})
crashes = whole_dates(typed(crashes.drop(columns="location"), kinds), "crash_record_id")
crashes["injury_or_tow"] = crashes["crash_type"] == "INJURY AND / OR TOW DUE TO CRASH"
save(crashes, "crashes")

vehicles = pd.read_csv(os.path.join(folder, "vehicles.csv"), dtype=str, keep_default_na=False)
kinds = {c: flag for c in vehicles if c.endswith("_i")}
kinds.update({"crash_unit_id": number, "crash_record_id": lambda t: clean(t).str.lower(), "crash_date": moment, "rd_no": clean})
kinds.update({c: number for c in ["unit_no", "num_passengers", "vehicle_id", "vehicle_year", "occupant_cnt", "trailer1_length", "trailer2_length", "total_vehicle_length", "axle_cnt"]})
vehicles = typed(vehicles, kinds)
areas = [c for c in vehicles if c.startswith("area_")]
codes = np.array([int(c[5:7]) for c in areas])
vehicles["areas"] = [codes[row].tolist() for row in (vehicles[areas] == True).to_numpy()]  # noqa: E712
vehicles = whole_dates(vehicles.drop(columns=areas), "crash_unit_id")
save(vehicles, "vehicles")

people = pd.read_json(os.path.join(folder, "people.jsonl.gz"), lines=True, dtype=False, convert_dates=False)
kinds = {"person_id": clean, "crash_record_id": lambda t: clean(t).str.lower(), "crash_date": moment, "rd_no": clean, "vehicle_id": number, "age": number,
         "bac_result_value": number, "cell_phone_use": flag}
# JSON lines leave out what no record has.
people = people.reindex(columns=list(dict.fromkeys([*people.columns, *kinds, *PERSON_LISTS])))
people = whole_dates(typed(people.where(people.notna(), None).astype(str).replace({"None": "", "nan": ""}), kinds), "person_id")
save(people, "people")

groups = vehicles.groupby("crash_record_id")
merged = pd.DataFrame({"veh_count": groups.size(), "veh_passengers": groups["num_passengers"].sum(), "veh_occupants": groups["occupant_cnt"].sum(),
                       "veh_year_min": groups["vehicle_year"].min(), "veh_year_max": groups["vehicle_year"].max(), "veh_axles_max": groups["axle_cnt"].max(),
                       "veh_length_max": groups["total_vehicle_length"].max()})
for name in ["cmrc_veh_i", "towed_i", "fire_i", "exceed_speed_limit_i", "hazmat_present_i", "wide_load_i"]:
    merged[name] = (vehicles[name] == True).groupby(vehicles["crash_record_id"]).max()  # noqa: E712
for name in ["make", "model", "unit_type", "lic_plate_state", "vehicle_defect", "vehicle_type", "vehicle_use", "travel_direction", "maneuver",
             "first_contact_point", "carrier_name", "vehicle_config", "cargo_body_type", "load_type"]:
    merged["veh_" + name + "_list"] = lists(vehicles, name)
merged["veh_areas_list"] = lists(vehicles[["crash_record_id", "areas"]].explode("areas"), "areas")
groups = people.groupby("crash_record_id")
person = pd.DataFrame({"ppl_count": groups.size(), "ppl_age_min": groups["age"].min(), "ppl_age_max": groups["age"].max(), "ppl_bac_max": groups["bac_result_value"].max(),
                       "ppl_cell_phone": (people["cell_phone_use"] == True).groupby(people["crash_record_id"]).max()})  # noqa: E712
for name in PERSON_LISTS:
    person["ppl_" + name + "_list"] = lists(people, name)
save(crashes.join(merged, on="crash_record_id").join(person, on="crash_record_id"), "merged")

sums = {"crashes": ("crash_record_id", "size"), "injuries": ("injuries_total", "sum"), "fatal": ("injuries_fatal", "sum"), "share_injury_or_tow": ("injury_or_tow", "mean")}
known = crashes.copy()
for name in ["trafficway_type", "roadway_surface_cond", "weather_condition", "lighting_condition", "prim_contributory_cause"]:
    known[name] = known[name].fillna("UNKNOWN")
known["hour"], known["weekday"] = known["crash_date"].dt.hour, known["crash_date"].dt.dayofweek + 1
for name, by in {"severity_by_road": ["trafficway_type", "roadway_surface_cond"], "by_hour_weekday": ["hour", "weekday"],
                 "by_weather_lighting": ["weather_condition", "lighting_condition"], "by_month": ["month"], "causes": ["prim_contributory_cause"]}.items():
    save(known.groupby(by).agg(**sums).reset_index(), name)
placed = known[known["latitude"].notna() & known["longitude"].notna()].copy()
placed["row"], placed["column"] = np.floor(placed["latitude"] / 0.00225), np.floor(placed["longitude"] / 0.003)
placed["is_serious"] = placed["injuries_fatal"] + placed["injuries_incapacitating"] > 0
save(placed.groupby(["row", "column"]).agg(**sums, serious=("is_serious", "sum")).reset_index(), "hotspots")
known["month_of_year"] = known["crash_date"].dt.month
save(known[["crash_record_id", "crash_date", "month", "injury_or_tow", "hour", "weekday", "month_of_year", "weather_condition", "lighting_condition", "posted_speed_limit",
            "road_defect", "roadway_surface_cond", "trafficway_type", "first_crash_type", "prim_contributory_cause", "traffic_control_device", "num_units", "alignment"]], "features")
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"megabytes": round(used.ru_maxrss / 1024), "processor": round(used.ru_utime + used.ru_stime, 2), "crashes": len(crashes)}))
