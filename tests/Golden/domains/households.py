#!/usr/bin/python3
"""Numbers of the real household survey with pandas, independent of the C# code. Usage: households.py FOLDER > households.json"""
import json
import sys

import pandas as pd

text = pd.read_csv(f"{sys.argv[1]}/assessment.csv", dtype=str, keep_default_na=False)
data = pd.read_csv(f"{sys.argv[1]}/assessment.csv")
day = data["HHIncome+Consumption+Residues/Day"]
vulnerable = day < 1.77
coded = ["radios_owned", "phones_owned", "business_number", "work_salaried", "Loan_from", "household_fertilizer", "daily_meals"]
codes = sum(int(text[name].str.strip().isin(["-99", "99", "`"]).sum()) for name in coded)
crops = data[["Season1CropsPlanted", "Season2CropsPlanted", "PerennialCropsGrown"]].sum(axis=1)
print(json.dumps({
    "rows": len(data),
    "on_track": int((day >= 2.15).sum()),
    "at_risk": int(((day < 2.15) & (day >= 1.77)).sum()),
    "struggling": int(((day < 1.77) & (day >= 1.25)).sum()),
    "severely_struggling": int((day < 1.25).sum()),
    "high_priority": int(((day < 1.77) & (day >= 1.25) & (data["HouseholdSize"] > 8)).sum()),
    "codes_nulled": codes,
    "fertilizer_missing": int((text["household_fertilizer"] == "99").sum()),
    "people": int(data["HouseholdSize"].sum()),
    "vulnerable_rubanda": int((vulnerable & (data["District"] == "Rubanda")).sum()),
    "largest": int(data["HouseholdSize"].max()),
    "crops_without_land": int(((crops > 0) & (data["AgricultureLand"] == 0)).sum()),
    "land_without_income": int(((data["AgricultureLand"] > 5) & (day < 1)).sum()),
    "valid_batches": 1,
    "savings_local": int(data["VSLA_Profits"].sum()),
    "savings_usd": round(float(data["VSLA_Profits.1"].sum()), 1),
    "assets_local": int(data["Assets"].sum()),
    "season2_vegetable_income": round(float(data["Season2VegatableIncome"].sum()), 1),
    "business_households": int((data["PersonalBusinessAndSelfEmployment"] > 0).sum()),
    "phone_households": int((data["phones_owned"] > 0).sum()),
}, indent=1))
