#!/usr/bin/python3
"""models.py folder: fits scikit-learn's gradient boosting and its logistic (ridge) regression to the rows that ModelPeers wrote,
chooses their settings on the validation rows, and writes one prediction per row: boosting.f64 and linear.f64."""
import json, os, sys, warnings

# One thread: a few thousand rows are not worth more, and threads that wait for each other starve on a busy machine.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(name, "1")
warnings.filterwarnings("ignore")
import numpy as np
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import log_loss, mean_squared_error, r2_score, roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

folder = sys.argv[1]
rows = json.load(open(os.path.join(folder, "rows.json")))
x = np.fromfile(os.path.join(folder, "x.f64")).reshape(-1, rows["columns"])
y = np.fromfile(os.path.join(folder, "y.f64"))
train, validation, stopping, words = (rows[name] for name in ("train", "validation", "stopping", "words"))
is_class = rows["isClass"]
score = roc_auc_score if is_class else r2_score


def choose(candidates, name):
    best = max(candidates, key=lambda each: score(y[validation], each[1][validation]))
    np.asarray(best[1], np.float64).tofile(os.path.join(folder, name + ".f64"))
    print(f"{name}={best[0]}")


def boosting(leaves):
    kind = HistGradientBoostingClassifier if is_class else HistGradientBoostingRegressor
    model = kind(learning_rate=0.05, max_iter=400, max_leaf_nodes=leaves, min_samples_leaf=20, l2_regularization=1,
                 early_stopping=False, random_state=0, categorical_features=words or None)
    model.fit(x[train], y[train])
    # How many trees: those that the rows which stop our own fits like best.
    if is_class:
        stages = [p[:, 1] for p in model.staged_predict_proba(x[stopping])]
        trees = 1 + int(np.argmin([log_loss(y[stopping], p) for p in stages]))
        all_rows = next(p for i, p in enumerate(model.staged_predict_proba(x)) if i == trees - 1)[:, 1]
    else:
        trees = 1 + int(np.argmin([mean_squared_error(y[stopping], p) for p in model.staged_predict(x[stopping])]))
        all_rows = next(p for i, p in enumerate(model.staged_predict(x)) if i == trees - 1)
    return f"leaves {leaves}; trees {trees}", all_rows


def linear(c):
    numbers = [column for column in range(rows["columns"]) if column not in words]
    prepared = ColumnTransformer([
        ("numbers", make_pipeline(SimpleImputer(strategy="median", add_indicator=True), StandardScaler()), numbers),
        ("words", make_pipeline(SimpleImputer(strategy="constant", fill_value=-1), OneHotEncoder(handle_unknown="ignore")), words)])
    learner = LogisticRegression(C=c, max_iter=5000) if is_class else Ridge(alpha=1 / c)
    model = make_pipeline(prepared, learner).fit(x[train], y[train])
    return f"C {c}", model.predict_proba(x)[:, 1] if is_class else model.predict(x)


choose([boosting(leaves) for leaves in (4, 8, 31)], "boosting")
choose([linear(c) for c in (0.01, 0.1, 1)], "linear")
