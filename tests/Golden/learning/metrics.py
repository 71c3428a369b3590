"""Golden values of metrics, from scikit-learn and scipy. Run: /usr/bin/python3 metrics.py > metrics.json"""
import json
import sys
import warnings

import numpy as np
import scipy
import sklearn
from scipy import special, stats
from scipy.spatial.distance import jensenshannon
from sklearn import metrics as m
from sklearn.calibration import _SigmoidCalibration, calibration_curve
from sklearn.isotonic import IsotonicRegression

warnings.simplefilter("ignore")
rng = np.random.RandomState(7)
n = 97
y = rng.randint(0, 2, n)
p = np.round(np.clip(0.5 + 0.25 * (y - 0.5) + rng.normal(0, 0.2, n), 0.01, 0.99), 2)  # rounded: many ties
w = np.round(rng.uniform(0, 3, n) * 16) / 16  # exact in single precision, some of them small
out = {"source": f"scikit-learn {sklearn.__version__}, scipy {scipy.__version__}", "y": y.tolist(), "p": p.tolist(), "w": w.tolist()}


def binary(w):
    hit = (p >= 0.5).astype(int)
    return {
        "roc_auc": m.roc_auc_score(y, p, sample_weight=w),
        "average_precision": m.average_precision_score(y, p, sample_weight=w),
        "log_loss": m.log_loss(y, p, sample_weight=w),
        "brier": m.brier_score_loss(y, p, sample_weight=w),
        "accuracy": m.accuracy_score(y, hit, sample_weight=w),
        "balanced_accuracy": m.balanced_accuracy_score(y, hit, sample_weight=w),
        "f1": m.f1_score(y, hit, sample_weight=w),
        "f2": m.fbeta_score(y, hit, beta=2, sample_weight=w),
        "precision": m.precision_score(y, hit, sample_weight=w),
        "recall": m.recall_score(y, hit, sample_weight=w),
        "mcc": m.matthews_corrcoef(y, hit, sample_weight=w),
        "confusion": m.confusion_matrix(y, hit, sample_weight=w).ravel().tolist(),
    }


out["binary"] = binary(None)
out["weighted"] = binary(w)
fpr, tpr, thresholds = m.roc_curve(y, p, drop_intermediate=False)
out["roc"] = {"thresholds": thresholds[1:].tolist(), "tpr": tpr[1:].tolist(), "fpr": fpr[1:].tolist()}
for strategy in ("uniform", "quantile"):
    observed, predicted = calibration_curve(y, p + 0.003, n_bins=7, strategy=strategy)
    out["calibration_" + strategy] = {"observed": observed.tolist(), "predicted": predicted.tolist()}

k = 4
t = rng.randint(0, k, n)
q = rng.dirichlet(np.ones(k), n)
q[np.arange(n), t] += 0.3
q /= q.sum(axis=1, keepdims=True)
out["t"], out["q"] = t.tolist(), q.tolist()
hit = q.argmax(axis=1)
for name, weight in (("multi", None), ("multi_weighted", w)):
    values = {
        "log_loss": m.log_loss(t, q, sample_weight=weight),
        "roc_auc_macro": m.roc_auc_score(t, q, multi_class="ovr", sample_weight=weight),
        "accuracy": m.accuracy_score(t, hit, sample_weight=weight),
        "balanced_accuracy": m.balanced_accuracy_score(t, hit, sample_weight=weight),
        "mcc": m.matthews_corrcoef(t, hit, sample_weight=weight),
    }
    if weight is None:
        values["roc_auc_weighted"] = m.roc_auc_score(t, q, multi_class="ovr", average="weighted")
    for average in ("macro", "micro", "weighted"):
        values["f1_" + average] = m.f1_score(t, hit, average=average, sample_weight=weight)
        values["f05_" + average] = m.fbeta_score(t, hit, beta=0.5, average=average, sample_weight=weight)
        values["precision_" + average] = m.precision_score(t, hit, average=average, sample_weight=weight)
        values["recall_" + average] = m.recall_score(t, hit, average=average, sample_weight=weight)
    out[name] = values

a = rng.normal(10, 4, n)
b = a + rng.normal(0.3, 1, n)
out["a"], out["b"] = a.tolist(), b.tolist()
for name, weight in (("regression", None), ("regression_weighted", w)):
    out[name] = {
        "rmse": m.mean_squared_error(a, b, squared=False, sample_weight=weight),
        "mae": m.mean_absolute_error(a, b, sample_weight=weight),
        "r2": m.r2_score(a, b, sample_weight=weight),
        "mape": m.mean_absolute_percentage_error(a, b, sample_weight=weight),
    }

x = np.round(np.r_[rng.normal(0, 1, (20, 3)), rng.normal(3, 1.5, (31, 3)), rng.normal((-4, 2, 0), 0.7, (17, 3)), [[9, 9, 9]]] * 64) / 64
labels = np.r_[np.zeros(20), np.ones(31), np.full(17, 2), [3]].astype(int)
other = np.where(rng.rand(len(labels)) < 0.2, rng.randint(0, 4, len(labels)), labels)
out["x"], out["labels"], out["other"] = x.tolist(), labels.tolist(), other.tolist()
out["clusters"] = {
    "silhouette": m.silhouette_score(x, labels),
    "silhouettes": m.silhouette_samples(x, labels).tolist(),
    "calinski_harabasz": m.calinski_harabasz_score(x, labels),
    "davies_bouldin": m.davies_bouldin_score(x, labels),
    "adjusted_rand": m.adjusted_rand_score(labels, other),
}

for name, weight in (("isotonic", None), ("isotonic_weighted", w + 1 / 16)):
    fit = IsotonicRegression(out_of_bounds="clip").fit(p, y, sample_weight=weight)
    out[name] = fit.predict(np.linspace(0, 1, 101)).tolist()
logit = np.log(p / (1 - p))
sigmoid = _SigmoidCalibration().fit(logit, y)
out["platt"] = {"a": float(sigmoid.a_), "b": float(sigmoid.b_)}

u = np.round(rng.normal(0, 1, 60), 1)
v = np.round(rng.normal(0.6, 1.3, 45), 1)
big = [rng.normal(0, 1, 2000), rng.normal(0.05, 1, 1500)]
out["u"], out["v"] = u.tolist(), v.tolist()
out["big"] = [each.tolist() for each in big]
ks = stats.ks_2samp(u, v, method="exact")
d = stats.ks_2samp(*big).statistic
out["ks"] = {"d": ks.statistic, "p": ks.pvalue, "big_d": d, "big_p": special.kolmogorov(d * np.sqrt(2000 * 1500 / 3500))}
before, now = np.array([30.0, 50, 5, 15]), np.array([10.0, 60, 12, 3])
chi, chi_p, _, _ = stats.chi2_contingency([before, now], correction=False)
e, c = before / before.sum(), now / now.sum()
out["counts"] = {
    "before": before.tolist(), "now": now.tolist(), "chi2": chi, "p": chi_p,
    "psi": float(((c - e) * np.log(c / e)).sum()),
    "jensen_shannon": float(jensenshannon(e, c, base=2) ** 2),
}
out["chi2_tails"] = [[x, df, stats.chi2.sf(x, df)] for x in (0.01, 0.5, 3, 20, 150, 700) for df in (1, 2, 5, 9, 40, 301)]
out["kolmogorov"] = [[x, special.kolmogorov(x)] for x in (0.3, 0.5, 0.9, 1.5, 3)]
borders = np.quantile(u, np.arange(1, 10) / 10)
bins = [np.bincount(np.searchsorted(borders, side), minlength=10) / len(side) for side in (u, v)]
e, c = [np.maximum(share, 1e-4) for share in bins]
out["numbers"] = {
    "psi": float(((c - e) * np.log(c / e)).sum()),
    "jensen_shannon": float(jensenshannon(bins[0], bins[1], base=2) ** 2),
    "mean_shift": float((v.mean() - u.mean()) / u.std()),
}
json.dump(out, sys.stdout)
