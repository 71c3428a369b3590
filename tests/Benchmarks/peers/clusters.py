"""scikit-learn on the cases of LearningClusters.cs: the same tables, starts and stopping rules."""
import os
import numpy as np
from common import load, timed

THREADS = os.cpu_count()


def Logistic1M_sklearn():
    from sklearn.linear_model import LogisticRegression
    x, y = load("logit1m", 30, np.float64)
    model, seconds = timed(lambda: LogisticRegression(C=1.0, solver="lbfgs").fit(x, y))
    z = model.decision_function(x)
    return seconds, {"objective": (np.logaddexp(0, z) - y * z).sum() + 0.5 * (model.coef_ ** 2).sum(), "steps": model.n_iter_[0]}


def _means(k, **options):
    from sklearn.cluster import KMeans
    x, _ = load("blobs1m", 8)
    return timed(lambda: KMeans(k, **(options or dict(init=x[np.arange(k) * (len(x) // k)], n_init=1))).fit(x))


def KMeans50_sklearn():
    model, seconds = _means(50)
    return seconds / model.n_iter_, {"inertia": model.inertia_, "steps": model.n_iter_}


def KMeans5_sklearn():
    model, seconds = _means(5)
    return seconds, {"inertia": model.inertia_, "steps": model.n_iter_}


def KMeansStarts_sklearn():
    model, seconds = _means(5, n_init=10, random_state=7)
    return seconds, {"inertia": model.inertia_}


def Mixture200K_sklearn():
    from sklearn.mixture import GaussianMixture
    x, _ = load("gmm200k", 6, np.float64)
    start = x[np.arange(5) * 40000]
    options = dict(covariance_type="full", means_init=start, weights_init=np.full(5, .2), precisions_init=np.repeat(np.eye(6)[None], 5, 0), init_params="random_from_data", tol=0.0, max_iter=50, random_state=7)
    model, seconds = timed(lambda: GaussianMixture(5, **options).fit(x), 1, warm=False)
    return seconds, {"mean log-likelihood": model.score(x)}


def Pca1M_sklearn():
    from sklearn.decomposition import PCA
    x, _ = load("logit1m", 30)
    model, seconds = timed(lambda: PCA(2, svd_solver="full").fit(x))
    return seconds, {"explained": model.explained_variance_ratio_.sum()}


def Nearest100K_sklearn():
    from sklearn.neighbors import NearestNeighbors
    x, _ = load("blobs100k", 8)
    (distances, _), seconds = timed(lambda: NearestNeighbors(n_neighbors=15, algorithm="kd_tree", n_jobs=THREADS).fit(x).kneighbors(x), 1, warm=False)
    return seconds, {"sum of distances": distances.sum()}


def Dbscan100K_sklearn():
    from sklearn.cluster import DBSCAN
    x, _ = load("blobs100k", 8, np.float64)
    model, seconds = timed(lambda: DBSCAN(eps=1.2, min_samples=10, n_jobs=THREADS).fit(x), 1, warm=False)
    return seconds, {"clusters": model.labels_.max() + 1}
