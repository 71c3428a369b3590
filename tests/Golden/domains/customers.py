"""Numbers that the tests of the customers domain hold, computed with pandas from the files of UCI Online Retail (one per day).

    python3 tests/Golden/domains/customers.py ../shared/data/customers/online_retail
"""
import glob
import sys

import pandas as pd

files = sorted(glob.glob(sys.argv[1] + "/*.csv"))
d = pd.concat([pd.read_csv(f, dtype={"InvoiceNo": str, "StockCode": str}) for f in files])
back = d.InvoiceNo.str.startswith("C")
print("rows", len(d), "of cancellations", back.sum())

for name, part, sign in (("purchases", d[~back], 1), ("cancellations", d[back], -1)):
    broken = part.CustomerID.isna() | (sign * part.Quantity <= 0) | (part.UnitPrice <= 0)
    kept = part[~broken].drop_duplicates()
    print(name, "received", len(part), "kept", len(kept), "quarantined", broken.sum(), "superseded", (~broken).sum() - len(kept))

k = d.dropna(subset=["CustomerID"]).drop_duplicates()
k = k[~k.InvoiceNo.str.startswith("C")]
k = k[(k.Quantity > 0) & (k.UnitPrice > 0)].copy()
k["amount"], k["t"] = k.Quantity * k.UnitPrice, pd.to_datetime(k.InvoiceDate)
print("lines", len(k), "customers", k.CustomerID.nunique(), "revenue", round(k.amount.sum(), 2), "invoices", k.InvoiceNo.nunique())
print("countries", k.Country.nunique(), "products", k.StockCode.nunique(), "UK", round(k[k.Country == "United Kingdom"].amount.sum(), 2))
print("2011-11", round(k[k.t.dt.strftime("%Y-%m") == "2011-11"].amount.sum(), 2))
first = k.groupby("CustomerID").t.min().dt.strftime("%Y-%m")
print("cohort 2010-12", (first == "2010-12").sum(), "back in January", k[(k.CustomerID.map(first) == "2010-12") & (k.t.dt.strftime("%Y-%m") == "2011-01")].CustomerID.nunique())
cut = k.t.max() - pd.Timedelta(days=60)
before, after = k[k.t < cut].CustomerID.unique(), k[k.t >= cut].CustomerID.unique()
print("churn n", len(before), "gone", len(set(before) - set(after)))
