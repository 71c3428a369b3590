"""Online Retail from daily files to Gold with pandas, as one would write it straight away.

python3 retail_pandas.py <folder of the daily files> <target folder>; prints its own peak memory and processor time as JSON.
"""
import glob
import json
import os
import resource
import sys

import pandas as pd

folder, target = sys.argv[1], sys.argv[2]
lines = pd.concat([pd.read_csv(path, dtype={"InvoiceNo": str, "StockCode": str}) for path in sorted(glob.glob(os.path.join(folder, "*.csv")))])

lines = lines.dropna(subset=["CustomerID"]).drop_duplicates()
lines = lines[~lines["InvoiceNo"].str.startswith("C")]
lines = lines[(lines["Quantity"] > 0) & (lines["UnitPrice"] > 0)]
lines["CustomerID"] = lines["CustomerID"].astype(int)
lines["InvoiceDate"] = pd.to_datetime(lines["InvoiceDate"])
lines["amount"] = lines["Quantity"] * lines["UnitPrice"]
lines["Country"] = lines["Country"].str.strip().str.title()
lines["Description"] = lines["Description"].str.strip().str.title()
lines.to_csv(os.path.join(target, "silver.csv"), index=False)

sums = {"revenue": ("amount", "sum"), "invoices": ("InvoiceNo", "nunique")}
gold = {
    "country": lines.groupby("Country").agg(**sums),
    "product": lines.groupby("StockCode").agg(**sums),
    "month": lines.groupby(lines["InvoiceDate"].dt.strftime("%Y-%m")).agg(**sums),
    "customer": lines.groupby("CustomerID").agg(**sums, first=("InvoiceDate", "min"), last=("InvoiceDate", "max")),
}
for name, table in gold.items():
    table.to_csv(os.path.join(target, name + ".csv"))
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"megabytes": round(used.ru_maxrss / 1024), "processor": round(used.ru_utime + used.ru_stime, 2), "rows": len(lines)}))
