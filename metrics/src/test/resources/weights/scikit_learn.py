"""Values of weighted metrics, by scikit-learn (made with 1.2.1, numpy 1.24) or, where it has none, by numpy.

    python3 scikit_learn.py > cases.json

A case is a metric with its arguments, a data set, a vector of weights, and what is expected: a number, a list of them,
or lists by name.
"""
import json

import numpy as np
import sklearn
import sklearn.metrics as sk

random = np.random.RandomState(20)
ROWS = 24


def rounded(values):
    return np.round(values, 3)


def softmax(scores):
    powers = np.exp(scores)
    return rounded(powers / powers.sum(axis=1, keepdims=True))


binary_scores = random.randint(0, 13, ROWS) / 12.5  # with ties, and none at a half
binary_target = random.randint(0, 2, ROWS)
class_target = random.randint(0, 3, ROWS)
class_scores = softmax(random.normal(size=(ROWS, 3)) + 1.2 * np.eye(3)[class_target])
class_scores = np.column_stack([class_scores[:, :2], 1 - class_scores[:, :2].sum(axis=1)])
label_target = random.randint(0, 2, (ROWS, 3))
label_scores = rounded(np.clip(0.5 * label_target + 0.6 * random.uniform(size=(ROWS, 3)), 0, 1))
numbers_target = rounded(random.gamma(2.0, 3.0, ROWS) + 0.05)
numbers_preds = rounded(numbers_target * random.uniform(0.6, 1.5, ROWS) + 0.1)
vectors_target = rounded(random.normal(size=(ROWS, 2)))
vectors_preds = rounded(vectors_target + 0.4 * random.normal(size=(ROWS, 2)))

DATA = {
    "binary": (binary_scores, binary_target),
    "classes": (class_scores, class_target),
    "labels": (label_scores, label_target),
    "numbers": (numbers_preds, numbers_target),
    "vectors": (vectors_preds, vectors_target),
}
WEIGHTS = {
    "ones": np.ones(ROWS),
    "whole": random.randint(0, 5, ROWS).astype(float),
    "eighths": random.randint(0, 30, ROWS) / 8.0,
    "cents": random.randint(0, 300, ROWS) / 100.0,
    "any": random.exponential(2.0, ROWS),
}
for name in ("eighths", "cents", "any"):
    WEIGHTS[name][[3, 11]] = 0.0

cases = []


def plain(value):
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    return np.asarray(value, dtype=float).ravel().tolist() if np.ndim(value) else float(value)


def add(metric, data, expected, **args):
    for name, weights in WEIGHTS.items():
        cases.append(
            dict(metric=metric, args=args, data=data, weights=name, expected=plain(expected(weights)))
        )


# Classification, of labels
binary = (binary_scores > 0.5).astype(int)
classes = class_scores.argmax(axis=1)
labels = (label_scores > 0.5).astype(int)
C = dict(num_classes=3)
L = dict(num_labels=3)


def specificity(cells):
    return cells[0, 0] / cells[0].sum()


add("binary_accuracy", "binary", lambda w: sk.accuracy_score(binary_target, binary, sample_weight=w))
add("binary_precision", "binary", lambda w: sk.precision_score(binary_target, binary, sample_weight=w))
add("binary_recall", "binary", lambda w: sk.recall_score(binary_target, binary, sample_weight=w))
add("binary_f1_score", "binary", lambda w: sk.f1_score(binary_target, binary, sample_weight=w))
add("binary_fbeta_score", "binary", lambda w: sk.fbeta_score(binary_target, binary, beta=2, sample_weight=w), beta=2)
add("binary_hamming_distance", "binary", lambda w: sk.hamming_loss(binary_target, binary, sample_weight=w))
add("binary_jaccard_index", "binary", lambda w: sk.jaccard_score(binary_target, binary, sample_weight=w))
add("binary_cohen_kappa", "binary", lambda w: sk.cohen_kappa_score(binary_target, binary, sample_weight=w))
add("binary_matthews_corrcoef", "binary", lambda w: sk.matthews_corrcoef(binary_target, binary, sample_weight=w))
add("binary_specificity", "binary", lambda w: specificity(sk.confusion_matrix(binary_target, binary, sample_weight=w)))
add(
    "binary_negative_predictive_value",
    "binary",
    lambda w: specificity(sk.confusion_matrix(binary_target, binary, sample_weight=w).T),
)
add(
    "binary_balanced_accuracy",
    "binary",
    lambda w: sk.balanced_accuracy_score(binary_target, binary, sample_weight=w),
)
add(
    "binary_balanced_accuracy",
    "binary",
    lambda w: sk.balanced_accuracy_score(binary_target, binary, sample_weight=w, adjusted=True),
    adjusted=True,
)
add(
    "binary_stat_scores",
    "binary",
    lambda w: (lambda c: [c[1, 1], c[0, 1], c[0, 0], c[1, 0], c[1].sum()])(
        sk.confusion_matrix(binary_target, binary, sample_weight=w)
    ),
)
for normalize in (None, "true", "pred", "all"):
    args = {} if normalize is None else dict(normalize=normalize)
    add(
        "binary_confusion_matrix",
        "binary",
        lambda w: sk.confusion_matrix(binary_target, binary, sample_weight=w, normalize=normalize),
        **args,
    )
    add(
        "multiclass_confusion_matrix",
        "classes",
        lambda w: sk.confusion_matrix(class_target, classes, sample_weight=w, normalize=normalize),
        **C,
        **args,
    )
add("multilabel_confusion_matrix", "labels", lambda w: sk.multilabel_confusion_matrix(label_target, labels, sample_weight=w), **L)
add(
    "binary_class_likelihood_ratios",
    "binary",
    lambda w: dict(zip(("positive", "negative"), sk.class_likelihood_ratios(binary_target, binary, sample_weight=w))),
)

add(
    "multiclass_accuracy",
    "classes",
    lambda w: sk.accuracy_score(class_target, classes, sample_weight=w),
    average="micro",
    **C,
)
add(
    "multiclass_accuracy",
    "classes",
    lambda w: sk.balanced_accuracy_score(class_target, classes, sample_weight=w),
    average="macro",
    **C,
)
add(
    "multiclass_accuracy",
    "classes",
    lambda w: sk.top_k_accuracy_score(class_target, class_scores, k=2, sample_weight=w),
    average="micro",
    top_k=2,
    **C,
)
add(
    "multiclass_balanced_accuracy",
    "classes",
    lambda w: sk.balanced_accuracy_score(class_target, classes, sample_weight=w),
    **C,
)
for average in ("micro", "macro", "weighted", "none"):
    how = dict(average=None if average == "none" else average)
    for task, data, target, preds, size in (
        ("multiclass", "classes", class_target, classes, C),
        ("multilabel", "labels", label_target, labels, L),
    ):
        args = dict(average=average, **size)
        add(task + "_precision", data, lambda w: sk.precision_score(target, preds, sample_weight=w, **how), **args)
        add(task + "_recall", data, lambda w: sk.recall_score(target, preds, sample_weight=w, **how), **args)
        add(task + "_f1_score", data, lambda w: sk.f1_score(target, preds, sample_weight=w, **how), **args)
        add(
            task + "_fbeta_score",
            data,
            lambda w: sk.fbeta_score(target, preds, beta=0.5, sample_weight=w, **how),
            beta=0.5,
            **args,
        )
        add(task + "_jaccard_index", data, lambda w: sk.jaccard_score(target, preds, sample_weight=w, **how), **args)
for weighting in (None, "linear", "quadratic"):
    args = {} if weighting is None else dict(weights=weighting)
    add(
        "multiclass_cohen_kappa",
        "classes",
        lambda w: sk.cohen_kappa_score(class_target, classes, sample_weight=w, weights=weighting),
        **args,
        **C,
    )
add("multiclass_matthews_corrcoef", "classes", lambda w: sk.matthews_corrcoef(class_target, classes, sample_weight=w), **C)
add("multilabel_exact_match", "labels", lambda w: sk.accuracy_score(label_target, labels, sample_weight=w), **L)
add("multilabel_hamming_distance", "labels", lambda w: sk.hamming_loss(label_target, labels, sample_weight=w), average="micro", **L)

# Classification, of probabilities
add("binary_hinge_loss", "binary", lambda w: sk.hinge_loss(2 * binary_target - 1, binary_scores, sample_weight=w))
add("multiclass_hinge_loss", "classes", lambda w: sk.hinge_loss(class_target, class_scores, sample_weight=w), **C)


def calibration(w, norm):
    sure = class_scores.max(axis=1)
    right = (classes == class_target).astype(float)
    gaps, shares = [], []
    for low in np.arange(5) / 5:
        inside = (sure > low) & (sure <= low + 0.2)
        if w[inside].sum() > 0:
            gaps.append(abs(np.average(right[inside] - sure[inside], weights=w[inside])))
            shares.append(w[inside].sum() / w.sum())
    if norm == "max":
        return max(gaps)
    return np.dot(gaps, shares) if norm == "l1" else np.sqrt(np.dot(np.square(gaps), shares))


for norm in ("l1", "l2", "max"):
    add("multiclass_calibration_error", "classes", lambda w: calibration(w, norm), n_bins=5, norm=norm, **C)
add("binary_log_loss", "binary", lambda w: sk.log_loss(binary_target, np.clip(binary_scores, 2**-52, 1 - 2**-52), sample_weight=w))
add("multiclass_log_loss", "classes", lambda w: sk.log_loss(class_target, class_scores, sample_weight=w), **C)
add("binary_brier_score", "binary", lambda w: sk.brier_score_loss(binary_target, binary_scores, sample_weight=w))

# Curves, exact
add("binary_auroc", "binary", lambda w: sk.roc_auc_score(binary_target, binary_scores, sample_weight=w))
add(
    "binary_auroc",
    "binary",
    lambda w: sk.roc_auc_score(binary_target, binary_scores, sample_weight=w, max_fpr=0.4),
    max_fpr=0.4,
)
add("binary_average_precision", "binary", lambda w: sk.average_precision_score(binary_target, binary_scores, sample_weight=w))
add(
    "binary_roc",
    "binary",
    lambda w: dict(zip(("fpr", "tpr"), sk.roc_curve(binary_target, binary_scores, sample_weight=w, drop_intermediate=False))),
)
add(
    "binary_precision_recall_curve",
    "binary",
    lambda w: dict(
        zip(("precision", "recall", "thresholds"), sk.precision_recall_curve(binary_target, binary_scores, sample_weight=w))
    ),
)
add(
    "binary_det_curve",
    "binary",
    lambda w: dict(zip(("fpr", "fnr", "thresholds"), sk.det_curve(binary_target, binary_scores, sample_weight=w))),
)


def best(rates, others, least):
    return max(rate for rate, other in zip(rates, others) if other >= least)


def precision_recall(w):
    return sk.precision_recall_curve(binary_target, binary_scores, sample_weight=w)[:2]


def roc(w):
    return sk.roc_curve(binary_target, binary_scores, sample_weight=w, drop_intermediate=False)[:2]


add(
    "binary_recall_at_fixed_precision",
    "binary",
    lambda w: dict(recall=best(*precision_recall(w)[::-1], 0.6)),
    min_precision=0.6,
)
add(
    "binary_precision_at_fixed_recall",
    "binary",
    lambda w: dict(precision=best(*precision_recall(w), 0.7)),
    min_recall=0.7,
)
add(
    "binary_sensitivity_at_specificity",
    "binary",
    lambda w: dict(sensitivity=best(roc(w)[1], 1 - roc(w)[0], 0.6)),
    min_specificity=0.6,
)
add(
    "binary_specificity_at_sensitivity",
    "binary",
    lambda w: dict(specificity=best(1 - roc(w)[0], roc(w)[1], 0.6)),
    min_sensitivity=0.6,
)
one_hot = np.eye(3)[class_target]
for average in ("macro", "weighted", "none"):
    how = dict(average=None if average == "none" else average)
    args = dict(average=average, **C)
    add("multiclass_auroc", "classes", lambda w: sk.roc_auc_score(one_hot, class_scores, sample_weight=w, **how), **args)
    add(
        "multiclass_average_precision",
        "classes",
        lambda w: sk.average_precision_score(one_hot, class_scores, sample_weight=w, **how),
        **args,
    )
for average in ("micro", "macro", "weighted", "none"):
    how = dict(average=None if average == "none" else average)
    args = dict(average=average, **L)
    add("multilabel_auroc", "labels", lambda w: sk.roc_auc_score(label_target, label_scores, sample_weight=w, **how), **args)
    add(
        "multilabel_average_precision",
        "labels",
        lambda w: sk.average_precision_score(label_target, label_scores, sample_weight=w, **how),
        **args,
    )
add("multilabel_coverage_error", "labels", lambda w: sk.coverage_error(label_target, label_scores, sample_weight=w), **L)
add(
    "multilabel_ranking_average_precision",
    "labels",
    lambda w: sk.label_ranking_average_precision_score(label_target, label_scores, sample_weight=w),
    **L,
)
add("multilabel_ranking_loss", "labels", lambda w: sk.label_ranking_loss(label_target, label_scores, sample_weight=w), **L)

# Curves of cut points
CUTS = [0.1, 0.3, 0.45, 0.7, 0.9]


def reached(w, truth, scores, target):
    return np.array([w[(scores >= cut) & (target == truth)].sum() / w[target == truth].sum() for cut in CUTS])


add(
    "binary_roc",
    "binary",
    lambda w: dict(
        fpr=reached(w, 0, binary_scores, binary_target)[::-1], tpr=reached(w, 1, binary_scores, binary_target)[::-1]
    ),
    thresholds=CUTS,
)
add(
    "binary_auroc",
    "binary",
    lambda w: -np.trapz(reached(w, 1, binary_scores, binary_target), reached(w, 0, binary_scores, binary_target)),
    thresholds=CUTS,
)
add(
    "multiclass_auroc",
    "classes",
    lambda w: [
        -np.trapz(reached(w, 1, class_scores[:, c], one_hot[:, c]), reached(w, 0, class_scores[:, c], one_hot[:, c]))
        for c in range(3)
    ],
    thresholds=CUTS,
    average="none",
    **C,
)

# Regression
target, preds = numbers_target, numbers_preds
errors = preds - target


def mean(term):
    return lambda w: np.average(term, weights=w)


add("mean_squared_error", "numbers", lambda w: sk.mean_squared_error(target, preds, sample_weight=w))
add("mean_squared_error", "numbers", lambda w: sk.mean_squared_error(target, preds, sample_weight=w) ** 0.5, squared=False)
add(
    "mean_squared_error",
    "vectors",
    lambda w: sk.mean_squared_error(vectors_target, vectors_preds, sample_weight=w, multioutput="raw_values"),
    num_outputs=2,
)
add("mean_absolute_error", "numbers", lambda w: sk.mean_absolute_error(target, preds, sample_weight=w))
add("mean_absolute_percentage_error", "numbers", lambda w: sk.mean_absolute_percentage_error(target, preds, sample_weight=w))
add("symmetric_mean_absolute_percentage_error", "numbers", mean(2 * abs(errors) / (target + preds)))
add("weighted_mean_absolute_percentage_error", "numbers", lambda w: np.dot(w, abs(errors)) / np.dot(w, target))
add("mean_squared_log_error", "numbers", lambda w: sk.mean_squared_log_error(target, preds, sample_weight=w))
add("log_cosh_error", "numbers", mean(np.log(np.cosh(errors))))
add("minkowski_distance", "numbers", lambda w: np.dot(w, abs(errors) ** 3) ** (1 / 3), p=3)
add("minkowski_distance", "numbers", lambda w: np.dot(w, abs(errors)), p=1)
add("minkowski_distance", "numbers", lambda w: np.dot(w, errors**2) ** 0.5, p=2)
for power in (-1, 0, 1, 1.5, 2, 3):
    add(
        "tweedie_deviance_score",
        "numbers",
        lambda w: sk.mean_tweedie_deviance(target, preds, sample_weight=w, power=power),
        power=power,
    )
for power in (0, 1, 2):
    add("d2_tweedie_score", "numbers", lambda w: sk.d2_tweedie_score(target, preds, sample_weight=w, power=power), power=power)
add(
    "critical_success_index",
    "numbers",
    lambda w: sk.jaccard_score(target >= 4, preds >= 4, sample_weight=w),
    threshold=4,
)
for alpha in (0.1, 0.5, 0.8):
    add("mean_pinball_loss", "numbers", lambda w: sk.mean_pinball_loss(target, preds, sample_weight=w, alpha=alpha), alpha=alpha)
    add("d2_pinball_score", "numbers", lambda w: sk.d2_pinball_score(target, preds, sample_weight=w, alpha=alpha), alpha=alpha)
add("d2_absolute_error_score", "numbers", lambda w: sk.d2_absolute_error_score(target, preds, sample_weight=w))


def median(w):
    # Where the middle falls between two errors, scikit-learn before 1.7 takes the lower and numpy their mean.
    up_to = w[np.argsort(abs(errors))].cumsum()
    if np.any(up_to == up_to[-1] / 2):
        order = np.sort(abs(errors)[w > 0])
        at = np.where(w[w > 0][np.argsort(abs(errors)[w > 0])].cumsum() == up_to[-1] / 2)[0][0]
        return order[at : at + 2].mean()
    return sk.median_absolute_error(target, preds, sample_weight=w)


add("median_absolute_error", "numbers", median)
add("r2_score", "numbers", lambda w: sk.r2_score(target, preds, sample_weight=w))
add("explained_variance", "numbers", lambda w: sk.explained_variance_score(target, preds, sample_weight=w))
for multioutput in ("raw_values", "uniform_average", "variance_weighted"):
    args = dict(multioutput=multioutput, num_outputs=2)
    add(
        "r2_score",
        "vectors",
        lambda w: sk.r2_score(vectors_target, vectors_preds, sample_weight=w, multioutput=multioutput),
        **args,
    )
    add(
        "explained_variance",
        "vectors",
        lambda w: sk.explained_variance_score(vectors_target, vectors_preds, sample_weight=w, multioutput=multioutput),
        **args,
    )
add("relative_squared_error", "numbers", lambda w: 1 - sk.r2_score(target, preds, sample_weight=w))


def pearson(w):
    covariance = np.cov(preds, target, aweights=w)
    return covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1])


add("pearson_corrcoef", "numbers", pearson)


def normalized(w, by):
    mean_target = np.average(target, weights=w)
    divisor = dict(
        mean=mean_target,
        std=np.sqrt(np.average((target - mean_target) ** 2, weights=w)),
        range=np.ptp(target[w > 0]),
        l2=np.sqrt(np.dot(w, target**2)),
    )[by]
    return np.sqrt(np.average(errors**2, weights=w)) / divisor


for by in ("mean", "std", "range", "l2"):
    add("normalized_root_mean_squared_error", "numbers", lambda w: normalized(w, by), normalization=by)
cosines = (vectors_preds * vectors_target).sum(axis=1) / (
    np.linalg.norm(vectors_preds, axis=1) * np.linalg.norm(vectors_target, axis=1)
)
add("cosine_similarity", "vectors", mean(cosines), reduction="mean")
add("cosine_similarity", "vectors", lambda w: np.dot(w, cosines), reduction="sum")

head = dict(
    origin="made by scikit_learn.py with scikit-learn " + sklearn.__version__ + " and numpy " + np.__version__,
    data={name: dict(preds=preds.tolist(), target=target.tolist()) for name, (preds, target) in DATA.items()},
    weights={name: weights.tolist() for name, weights in WEIGHTS.items()},
)
print(json.dumps(head)[:-1] + ',\n"cases": [')
print(",\n".join(json.dumps(case) for case in cases) + "]}")
