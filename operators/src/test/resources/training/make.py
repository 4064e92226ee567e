"""Makes two training loops and what TorchMetrics gives for them, per step and per epoch, in float64.

    python3 make.py      # writes multiclass.json and regression.json next to this file

Data is drawn from a fixed seed. Expected values are worked out from the definitions, in exact fractions of the doubles,
and rounded once: accuracy (micro), precision, recall and F1 (macro over the classes that occur among predictions and
targets; a quotient by zero is zero), R2, the mean absolute error and the confusion matrix (rows are targets). A step is
the rows of all ranks in that step, an epoch the rows of all ranks and steps.
"""

import json
import pathlib
import random
from fractions import Fraction

RANKS = 3
EPOCHS = 3
LOADERS = [("train", "", 3), ("validate", "clean", 2), ("validate", "noisy", 2)]
CLASSES = 4


def multiclass_row(draw, epoch, dataset):
    target = min(int(draw.random() ** 2 * CLASSES), CLASSES - 1)
    weights = [draw.random() for _ in range(CLASSES)]
    weights[target] += (0.3 + 0.3 * epoch) * (0.5 if dataset == "noisy" else 1)
    preds = [round(weight / sum(weights), 4) for weight in weights]
    return preds, target


def regression_row(draw, epoch, dataset):
    target = round(draw.gauss(1000, 3), 3)
    spread = (2.0 if dataset == "noisy" else 1.0) / (1 + epoch)
    return round(target + draw.gauss(0.1, spread), 3), target


def ratio(part, whole):
    return Fraction(part, whole) if whole else Fraction(0)


def multiclass_values(rows):
    cells = [[0] * CLASSES for _ in range(CLASSES)]
    for scores, target in rows:
        cells[target][scores.index(max(scores))] += 1
    hits = [cells[c][c] for c in range(CLASSES)]
    targets = [sum(cells[c]) for c in range(CLASSES)]
    predicted = [sum(row[c] for row in cells) for c in range(CLASSES)]
    occur = [c for c in range(CLASSES) if targets[c] + predicted[c]]

    def macro(of_class):
        return float(sum(of_class(c) for c in occur) / len(occur))

    return {
        "accuracy": float(ratio(sum(hits), len(rows))),
        "precision": macro(lambda c: ratio(hits[c], predicted[c])),
        "recall": macro(lambda c: ratio(hits[c], targets[c])),
        "f1_score": macro(lambda c: ratio(2 * hits[c], targets[c] + predicted[c])),
        "confusion_matrix": [float(cell) for row in cells for cell in row],
    }


def regression_values(rows):
    pairs = [(Fraction(preds), Fraction(target)) for preds, target in rows]
    mean = sum(target for _, target in pairs) / len(pairs)
    residual = sum((target - preds) ** 2 for preds, target in pairs)
    total = sum((target - mean) ** 2 for _, target in pairs)
    return {
        "r2_score": float(1 - residual / total),
        "mean_absolute_error": float(sum(abs(target - preds) for preds, target in pairs) / len(pairs)),
    }


def loop(seed, row, values):
    draw = random.Random(seed)
    batches, steps, epochs = [], [], []
    for epoch in range(EPOCHS):
        for stage, dataset, count in LOADERS:
            whole = []
            for step in range(count):
                together = []
                for rank in range(RANKS):
                    # The last batch of a loader is shorter, and not equally long on all ranks.
                    rows = [row(draw, epoch, dataset) for _ in range(6 if step < count - 1 else 3 + rank)]
                    batches.append({
                        "stage": stage, "dataset": dataset, "epoch": epoch, "step": step, "rank": rank,
                        "preds": [each[0] for each in rows], "target": [each[1] for each in rows],
                    })
                    together += rows
                steps.append({"stage": stage, "dataset": dataset, "epoch": epoch, "step": step,
                              "rows": len(together), "values": values(together)})
                whole += together
            epochs.append({"stage": stage, "dataset": dataset, "epoch": epoch,
                           "rows": len(whole), "values": values(whole)})
    return {"ranks": RANKS, "batches": batches, "steps": steps, "epochs": epochs}


def write(name, example):
    lines = ["{\"ranks\": %d" % example["ranks"]]
    for part in ("batches", "steps", "epochs"):
        lines.append(", \"%s\": [\n%s\n]" % (part, ",\n".join(json.dumps(each) for each in example[part])))
    (pathlib.Path(__file__).parent / (name + ".json")).write_text("".join(lines) + "}\n")


write("multiclass", loop(5, multiclass_row, multiclass_values))
write("regression", loop(7, regression_row, regression_values))
