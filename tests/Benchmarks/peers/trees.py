"""scikit-learn and XGBoost on the tree cases of LearningTrees.cs. Early stopping off, two threads, binning included."""
import os
from common import each, load, timed

THREADS = os.cpu_count()


def _auc(model_probability):
    from sklearn.metrics import roc_auc_score
    x, y = load("bintest", 30)
    return dict(AUC=roc_auc_score(y, model_probability(x)))


def _sklearn(name, leaves=31, categories=None, repetitions=1):
    from sklearn.ensemble import HistGradientBoostingClassifier
    x, y = load(name, 30)
    model = HistGradientBoostingClassifier(max_iter=100, max_leaf_nodes=leaves, learning_rate=0.1, early_stopping=False, l2_regularization=1.0, categorical_features=categories)
    model, seconds = timed(lambda: model.fit(x, y), repetitions, warm=repetitions > 1)
    return seconds, _auc(lambda t: model.predict_proba(t)[:, 1])


def _xgboost_train(name, leaves=31, repetitions=1):
    import xgboost
    x, y = load(name, 30)
    options = dict(tree_method="hist", max_bin=256, objective="binary:logistic", nthread=THREADS, eta=0.1, grow_policy="lossguide", max_leaves=leaves, max_depth=0, min_child_weight=1)
    return timed(lambda: xgboost.train(options, xgboost.DMatrix(x, y, nthread=THREADS), 100), repetitions, warm=repetitions > 1)


def _xgboost(name, leaves=31, repetitions=1):
    import xgboost
    model, seconds = _xgboost_train(name, leaves, repetitions)
    return seconds, _auc(lambda t: model.predict(xgboost.DMatrix(t)))


def Boost1M_sklearn(): return _sklearn("bin1m")
def Boost1M_xgboost(): return _xgboost("bin1m")
def Boost200K_sklearn(): return _sklearn("bin200k", repetitions=3)
def Boost200K_xgboost(): return _xgboost("bin200k", repetitions=3)
def Boost255Leaves_sklearn(): return _sklearn("bin1m", leaves=255)
def Boost255Leaves_xgboost(): return _xgboost("bin1m", leaves=255)
def BoostCategories_sklearn(): return _sklearn("bin1m", categories=list(range(20, 30)))


def Forest200K_sklearn():
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.metrics import f1_score
    (x, y), (xt, yt) = load("sev200k", 12), load("sevtest", 12)
    model = RandomForestClassifier(n_estimators=300, max_depth=12, class_weight="balanced", n_jobs=THREADS, random_state=7)
    model, seconds = timed(lambda: model.fit(x, y), 1, warm=False)
    return seconds, {"macro F1": f1_score(yt, model.predict(xt), average="macro")}


def Predict1M_xgboost():
    import xgboost
    x, _ = load("bin1m", 30)
    model, _ = _xgboost_train("bin1m")
    _, seconds = timed(lambda: model.predict(xgboost.DMatrix(x, nthread=THREADS)), 3)
    return seconds, {"million rows/s": len(x) / seconds / 1e6}


def PredictOne_xgboost():
    x, _ = load("bintest", 30)
    model, _ = _xgboost_train("bin200k")
    model.set_param({"nthread": 1})
    half, most = each(lambda i: model.inplace_predict(x[i:i + 1]), 2000)
    return half, {"p99 µs": most * 1e6}
