"""Values of pairwise similarities and distances, by scikit-learn (made with 1.2.1, numpy 1.24).

    python3 scikit_learn.py > cases.json

A case is a metric with its arguments, its predicted vectors and, where they are compared with others, its true ones, and
what is expected: a matrix, a list or a number. NaN is null. What becomes of the matrix (the zeros of its diagonal, means
and sums) is written here after the documentation of TorchMetrics' functional.pairwise. Vectors are multiples of 1/64, which
float32 holds exactly.
"""
import json

import numpy as np
from sklearn.metrics import pairwise

random = np.random.RandomState(7)


def vectors(rows, elements):
    return np.round(random.normal(size=(rows, elements)) * 64) / 64


def cosine(x, y):
    matrix = pairwise.cosine_similarity(x, y)
    # scikit-learn gives 0 where a vector is zero; TorchMetrics divides by its length.
    matrix[~x.any(axis=1), :] = np.nan
    matrix[:, ~y.any(axis=1)] = np.nan
    return matrix


MEASURES = [
    ("pairwise_cosine_similarity", {}, cosine),
    ("pairwise_euclidean_distance", {}, lambda x, y: pairwise.pairwise_distances(x, y, metric="l2")),
    ("pairwise_linear_similarity", {}, pairwise.linear_kernel),
    ("pairwise_manhattan_distance", {}, pairwise.manhattan_distances),
] + [
    (
        "pairwise_minkowski_distance",
        {"exponent": exponent},
        lambda x, y, p=exponent: pairwise.pairwise_distances(x, y, metric="minkowski", p=p),
    )
    for exponent in (1, 2, 3, 4.5)
]
REDUCTIONS = {
    None: lambda matrix: matrix,
    "none": lambda matrix: matrix,
    "mean": lambda matrix: matrix.mean(axis=1),
    "sum": lambda matrix: matrix.sum(axis=1),
    "elementwise_mean": lambda matrix: matrix.mean(),
}
DATA = {
    "few": (vectors(5, 3), None),
    "long": (vectors(4, 37), None),
    "one": (vectors(1, 2), None),
    "pairs": (vectors(6, 16), vectors(6, 16)),
    "zero": (np.vstack([vectors(2, 4), np.zeros(4)]), None),
}


def plain(value):
    if isinstance(value, list):
        return [plain(one) for one in value]
    return None if np.isnan(value) else value


cases = []
for data, (x, y) in DATA.items():
    for metric, arguments, measure in MEASURES:
        for reduction, reduce in REDUCTIONS.items():
            for zero_diagonal in (None, True, False):
                matrix = measure(x, x if y is None else y)
                if zero_diagonal or (zero_diagonal is None and y is None):
                    np.fill_diagonal(matrix, 0)
                args = dict(arguments)
                if y is not None:
                    args["y"] = "target"
                if reduction is not None:
                    args["reduction"] = reduction
                if zero_diagonal is not None:
                    args["zero_diagonal"] = zero_diagonal
                if reduction is None and zero_diagonal is not None:
                    continue
                expected = np.asarray(reduce(matrix)).tolist()
                cases.append({"metric": metric, "args": args, "data": data, "expected": plain(expected)})

print('{"data": {')
print(
    ",\n".join(
        json.dumps(name) + ": " + json.dumps({"preds": x.tolist(), "target": None if y is None else y.tolist()})
        for name, (x, y) in DATA.items()
    )
)
print('}, "cases": [')
print(",\n".join(json.dumps(case) for case in cases))
print("]}")
