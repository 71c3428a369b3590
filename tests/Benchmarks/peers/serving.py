"""The twin of our server: FastAPI and scikit-learn as they are usually deployed. serving.py <folder with case.json, features.csv, accidents.csv> <port>"""
import json
import os
import sys

import pandas
import uvicorn
from fastapi import FastAPI, Request
from sklearn.cluster import KMeans
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OrdinalEncoder, StandardScaler

folder, port = (sys.argv[1], int(sys.argv[2])) if len(sys.argv) > 2 else (os.environ["TWIN"], 0)
with open(os.path.join(folder, "case.json")) as file:
    case = json.load(file)
rows = pandas.read_csv(os.path.join(folder, "features.csv"))
rows = rows[rows[case["target"]].notna()]
features = case["features"]
texts = [name for name in features if rows[name].dtype == object]
boosting = make_pipeline(
    make_column_transformer(
        (OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1), texts), remainder="passthrough"
    ),
    HistGradientBoostingClassifier(max_iter=100, random_state=0),
).fit(rows[features], rows[case["target"]].astype(str))
places = ["hour", "dayofweek", "month", "severity"]
accidents = pandas.read_csv(os.path.join(folder, "accidents.csv"))[places].dropna()
groups = make_pipeline(StandardScaler(), KMeans(n_clusters=8, n_init=3, random_state=0)).fit(accidents)

app = FastAPI()


@app.get("/ready")
async def ready():
    return {"status": "ready"}


@app.post("/accidents/predict")
async def cluster(request: Request):
    row = pandas.DataFrame([await request.json()], columns=places)
    distances = groups.transform(row)[0]
    number = int(distances.argmin())
    return {"cluster": number, "distance": float(distances[number])}


@app.post("/boosting/predict")
async def predict(request: Request):
    row = pandas.DataFrame([await request.json()], columns=features)
    probability = float(boosting.predict_proba(row)[0, 1])
    return {"probability": probability, "label": probability >= 0.5}


if __name__ == "__main__":
    os.environ["TWIN"] = folder
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    uvicorn.run("serving:app", port=port, workers=2, loop="uvloop", http="httptools", log_level="error", access_log=False)
