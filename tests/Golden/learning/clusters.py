#!/usr/bin/python3
"""Golden values of scikit-learn for the linear learners, clusters and projections.

Run:  /usr/bin/python3 tests/Golden/learning/clusters.py > tests/Golden/learning/clusters.json
Made with Debian's python3-sklearn 1.2.1. The data come from integer hashing, so that the tests make the same numbers.
"""
import json
import numpy as np
from sklearn.cluster import DBSCAN, KMeans
from sklearn.decomposition import PCA
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.mixture import GaussianMixture

MASK = (1 << 64) - 1


def mix(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def uniform(row, stream):
    return (mix((row * 256 + stream + 1) * 0x9E3779B97F4A7C15 & MASK) >> 11) * 2.0 ** -53


def normal(row, stream):
    return sum(uniform(row, stream * 4 + i) for i in range(4)) * 1.7320508 - 3.4641016


ROWS, COLUMNS = 400, 4
CENTRES = [[0, 0, 0, 0], [6, 1, -4, 2], [-3, 7, 3, -2]]
X = np.array([[CENTRES[r % 3][j] + (1 + 0.5 * j) * normal(r, j) + (0.4 * normal(r, 0) if j else 0) for j in range(COLUMNS)] for r in range(ROWS)], np.float32).astype(np.float64)
score = X @ [0.5, -0.4, 0.3, 0.1] + np.array([1.5 * normal(r, 10) for r in range(ROWS)])
binary = (score > 0.3).astype(int)
several = (score > 0.3).astype(int) + (score > 2.0).astype(int)
number = score * 3 + 100
weights = np.array([r % 4 for r in range(ROWS)], np.float64)
out = {}


def logistic(name, y, **options):
    w = options.pop("w", None)
    m = LogisticRegression(tol=1e-13, max_iter=200000, **options).fit(X, y, sample_weight=w)
    z = m.decision_function(X)
    w = np.ones(ROWS) if w is None else w
    if z.ndim == 1:
        loss = (w * (np.logaddexp(0, z) - y * z)).sum()
    else:
        loss = (w * (np.log(np.exp(z - z.max(1, keepdims=True)).sum(1)) + z.max(1) - z[np.arange(ROWS), y])).sum()
    share = {"l2": 0, "l1": 1, "elasticnet": options.get("l1_ratio"), None: None}[options.get("penalty", "l2")]
    cost = 0 if share is None else share * np.abs(m.coef_).sum() + (1 - share) / 2 * (m.coef_ ** 2).sum()
    c = 1 if share is None else options.get("C", 1.0)
    out[name] = dict(coefficients=m.coef_.ravel().tolist(), intercepts=m.intercept_.tolist(), objective=float(c * loss + cost), probabilities=m.predict_proba(X[:5]).ravel().tolist())


logistic("logistic", binary, solver="newton-cholesky")
logistic("logistic-c", binary, solver="newton-cholesky", C=0.01)
logistic("logistic-weighted", binary, solver="newton-cholesky", w=weights)
logistic("logistic-none", binary, solver="newton-cholesky", penalty=None)
logistic("logistic-no-intercept", binary, solver="lbfgs", fit_intercept=False)
logistic("logistic-l1", binary, solver="saga", penalty="l1", C=0.05)
logistic("logistic-elastic", binary, solver="saga", penalty="elasticnet", l1_ratio=0.5, C=0.05)
logistic("multinomial", several, solver="newton-cg")
logistic("multinomial-l1", several, solver="saga", penalty="l1", C=0.05)
for name, m in dict(linear=LinearRegression(), ridge=Ridge(alpha=30.0)).items():
    m.fit(X, number, sample_weight=weights)
    out[name] = dict(coefficients=m.coef_.tolist(), intercepts=[float(m.intercept_)])
k = KMeans(3, init=X[:3], n_init=1, tol=0).fit(X)
out["kmeans"] = dict(centres=k.cluster_centers_.ravel().tolist(), inertia=float(k.inertia_), labels=k.labels_.tolist())
k = KMeans(3, init=X[:3], n_init=1, tol=0).fit(X, sample_weight=weights)
out["kmeans-weighted"] = dict(centres=k.cluster_centers_.ravel().tolist(), inertia=float(k.inertia_))
for shape, name in dict(full="Full", tied="Tied", diag="Diagonal", spherical="Spherical").items():
    g = GaussianMixture(3, covariance_type=shape, tol=1e-13, max_iter=5000, means_init=X[:3], random_state=0).fit(X)
    order = np.argsort(g.means_[:, 0])
    out["mixture-" + name] = dict(loglikelihood=float(g.score(X) * ROWS), bic=float(g.bic(X)), aic=float(g.aic(X)), weights=g.weights_[order].tolist(),
                                  means=g.means_[order].ravel().tolist(), covariances=np.asarray(g.covariances_ if shape == "tied" else g.covariances_[order]).ravel().tolist(),
                                  probabilities=g.predict_proba(X[:5])[:, order].ravel().tolist())
p = PCA(3).fit(X)
out["pca"] = dict(mean=p.mean_.tolist(), components=(p.components_ * np.sign(p.components_[np.arange(3), np.abs(p.components_).argmax(1)])[:, None]).ravel().tolist(),
                  variance=p.explained_variance_.tolist(), ratio=p.explained_variance_ratio_.tolist())
out["dbscan"] = dict(labels=DBSCAN(eps=2.2, min_samples=6).fit(X).labels_.tolist())
out["first-row"] = X[0].tolist()
print(json.dumps(out, indent=1))
