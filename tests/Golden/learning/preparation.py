"""Golden values of preparations, from scikit-learn. Run: /usr/bin/python3 preparation.py > preparation.json"""
import json
import sys

import numpy as np
import sklearn
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import KBinsDiscretizer, OneHotEncoder, RobustScaler, StandardScaler

rng = np.random.RandomState(3)
x = np.round(np.c_[rng.normal(1000, 3, 41), rng.exponential(2, 41), rng.randint(0, 5, 41), np.full(41, 7.0)] * 64) / 64  # exact in single precision
w = rng.randint(1, 4, 41).astype(float)
holes = x.copy()
holes[rng.rand(*x.shape) < 0.2] = np.nan
words = np.array(["wet", "dry", "icy"])[rng.randint(0, 3, 41)]

standard = StandardScaler().fit(holes)
weighted = StandardScaler().fit(x, sample_weight=w)
robust = RobustScaler().fit(holes)
narrow = RobustScaler(quantile_range=(10, 80)).fit(x)
repeated = RobustScaler().fit(np.repeat(x, w.astype(int), axis=0))
out = {
    "source": f"scikit-learn {sklearn.__version__}",
    "x": x.tolist(), "weights": w.tolist(),
    "holes": [[None if np.isnan(v) else v for v in row] for row in holes],
    "words": words.tolist(),
    "standard": {"offset": standard.mean_.tolist(), "scale": standard.scale_.tolist()},
    "weighted": {"offset": weighted.mean_.tolist(), "scale": weighted.scale_.tolist()},
    "robust": {"offset": robust.center_.tolist(), "scale": robust.scale_.tolist()},
    "narrow": {"offset": narrow.center_.tolist(), "scale": narrow.scale_.tolist()},
    "repeated": {"offset": repeated.center_.tolist(), "scale": repeated.scale_.tolist()},
    "mean": SimpleImputer(strategy="mean").fit(holes).statistics_.tolist(),
    "median": SimpleImputer(strategy="median").fit(holes).statistics_.tolist(),
    "frequent": SimpleImputer(strategy="most_frequent").fit(holes).statistics_.tolist(),
    "quantileBins": KBinsDiscretizer(4, encode="ordinal", strategy="quantile").fit_transform(x[:, :2]).tolist(),
    "uniformBins": KBinsDiscretizer(5, encode="ordinal", strategy="uniform").fit_transform(x[:, :2]).tolist(),
    "oneHot": OneHotEncoder().fit_transform(words[:, None]).toarray().tolist(),
    "oneHotDropped": OneHotEncoder(drop="first").fit_transform(words[:, None]).toarray().tolist(),
}
json.dump(out, sys.stdout)
