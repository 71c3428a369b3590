#!/usr/bin/python3
"""How well scikit-learn and XGBoost rank with boosted trees, on the table of tests/Benchmarks/TreeTables.cs.

Run:  /usr/bin/python3 tests/Golden/learning/trees.py > tests/Golden/learning/trees.json
Made with Debian's python3-sklearn 1.2.1 and python3-xgboost 1.7.4. Five training tables, drawn one after the other from
the same stream of hashed rows, one test table; the mean ROC AUC over the five says what a method reaches but for luck.
"""
import json
import numpy as np
import xgboost
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score

TABLES, ROWS, TEST_ROWS, FIRST_TEST_ROW = 5, 100_000, 50_000, 10_000_000
CARDINALITY = [2, 3, 5, 8, 12, 20, 30, 50, 100, 200]
EFFECT = [0.3, 0.4, 0.5, 0.5, 0.6, 0.6, 0.6, 0.7, 0.7, 0.8]
U64 = np.uint64


def hashed(seed, row, stream):
    z = U64(seed) + (row * U64(256) + U64(stream + 1)) * U64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> U64(30))) * U64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> U64(27))) * U64(0x94D049BB133111EB)
    return z ^ (z >> U64(31))


def uniform(seed, row, stream):
    return (hashed(seed, row, stream) >> U64(11)).astype(float) * 2.0 ** -53


def normal(seed, row, stream):
    z = hashed(seed, row, stream)
    return (sum(((z >> U64(16 * i)) & U64(0xFFFF)).astype(float) for i in range(4)) - 131070.0) / 37837.0


def table(first, rows):
    row = np.arange(first, first + rows, dtype=np.uint64)
    x = np.empty((rows, 30))
    for j in range(20):
        x[:, j] = uniform(1, row, j) if 8 <= j < 12 or j in (16, 17) else normal(1, row, j)
    x[:, 12:16] = x[:, 12:16] * x[:, 12:16] * x[:, 12:16]
    x[:, 16:18] = np.floor(x[:, 16:18] * 100)
    x[:, 18] = 0.7 * x[:, 0] + 0.7 * x[:, 18]
    x[:, 19] = 0.5 * x[:, 1] + 0.5 * x[:, 2] + 0.7 * x[:, 19]
    z = 0.9 * x[:, 0] - 0.6 * x[:, 1] + 0.5 * (x[:, 0] * x[:, 2]) + 0.7 * np.maximum(x[:, 4], 0) - 0.6 * np.abs(x[:, 5])
    z = z + 0.8 * (x[:, 8] > 0.7) + 1.2 * ((x[:, 9] - 0.5) * (x[:, 10] - 0.5)) * 4 + 0.15 * np.clip(x[:, 12], -3, 3)
    z = z + 0.5 * ((x[:, 16] > 30) & (x[:, 16] < 60)) + 0.3 * x[:, 18]
    for k in range(10):
        u = uniform(1, row, 40 + k)
        x[:, 20 + k] = np.floor(CARDINALITY[k] * (u * u))
        effect = (uniform(1001, x[:, 20 + k].astype(np.uint64), k) - 0.5) * 2 * EFFECT[k]
        z = z + effect + (0.4 * (effect * 2) * x[:, 6] if k == 3 else 0)
    for j in range(20):
        missing = uniform(1, row, 60 + j) < j % 4 * 0.04
        x[missing, j] = np.nan
        z = z + (0.8 * missing if j == 3 else 0)
    z = z + 1.9 * normal(1, row, 90) - 1.55
    return x.astype(np.float32), (z > 0).astype(int)


def sklearn_trees(categories, x, y, test):
    model = HistGradientBoostingClassifier(max_iter=100, max_leaf_nodes=31, learning_rate=0.1, early_stopping=False, l2_regularization=1.0, categorical_features=categories)
    return model.fit(x, y).predict_proba(test)[:, 1]


def xgboost_trees(x, y, test):
    options = dict(tree_method="hist", max_bin=256, objective="binary:logistic", eta=0.1, grow_policy="lossguide", max_leaves=31, max_depth=0, min_child_weight=1)
    return xgboost.train(options, xgboost.DMatrix(x, y), 100).predict(xgboost.DMatrix(test))


methods = {
    "scikit-learn": lambda *data: sklearn_trees(None, *data),
    "scikit-learn, categories": lambda *data: sklearn_trees(list(range(20, 30)), *data),
    "xgboost": xgboost_trees,
}
tests, truth = table(FIRST_TEST_ROW, TEST_ROWS)
out = {"tables": TABLES, "rows": ROWS, "test_rows": TEST_ROWS, "auc": {name: [] for name in methods}}
for number in range(TABLES):
    rows, labels = table(number * ROWS, ROWS)
    out.setdefault("positives", []).append(int(labels.sum()))
    for name, method in methods.items():
        out["auc"][name].append(roc_auc_score(truth, method(rows, labels, tests)))
print(json.dumps(out, indent=1))
