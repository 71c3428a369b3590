"""scikit-learn on the cases of LearningMetrics.cs."""
from common import load, timed


def Auc1M_sklearn():
    from sklearn.metrics import roc_auc_score
    x, y = load("scores1m", 1)
    scores = x[:, 0].astype(float)
    auc, seconds = timed(lambda: roc_auc_score(y, scores), 5)
    return seconds, dict(AUC=auc)


def Silhouette20K_sklearn():
    from sklearn.metrics import silhouette_score
    x, y = load("points20k", 8)
    silhouette, seconds = timed(lambda: silhouette_score(x, y), 3)
    return seconds, dict(silhouette=silhouette)


def ScalerFit1M_sklearn():
    from sklearn.preprocessing import StandardScaler
    x, _ = load("wide1m", 30)
    scaler, seconds = timed(lambda: StandardScaler().fit(x), 5)
    return seconds, dict(first=scaler.transform(x[:1])[0, 0])


def ScalerTransform1M_sklearn():
    from sklearn.preprocessing import StandardScaler
    x, _ = load("wide1m", 30)
    scaler = StandardScaler().fit(x)
    scaled, seconds = timed(lambda: scaler.transform(x), 5)
    return seconds, dict(first=scaled[0, 0])
