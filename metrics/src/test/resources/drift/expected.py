"""Writes expected.tsv beside itself: distances of two samples as scipy computes them (made with scipy 1.10.1)."""
from pathlib import Path
import random

import numpy as np
from scipy import stats
from scipy.spatial.distance import jensenshannon

random.seed(7)
lines = []


def write(name, now, reference, value):
    lines.append("\t".join([name, ",".join(map(repr, now)), ",".join(map(repr, reference)), repr(float(value))]))


for case in range(6):
    bins = random.choice([2, 3, 7, 12])
    now = [random.randrange(0, 200) + 1 for _ in range(bins)]
    reference = [random.randrange(0, 900) + 1 for _ in range(bins)]
    for smoothing in (0.0, 0.5):
        p = np.array(now) + smoothing
        q = np.array(reference) + smoothing
        tag = "smoothed" if smoothing else "plain"
        write("psi " + tag, now, reference, stats.entropy(p, q) + stats.entropy(q, p))
        write("kl " + tag, now, reference, stats.entropy(p, q))
    now[0] = 0  # fine for the others
    p = np.array(now) / sum(now)
    q = np.array(reference) / sum(reference)
    write("js", now, reference, jensenshannon(p, q) ** 2)
    write("hellinger", now, reference, np.linalg.norm(np.sqrt(p) - np.sqrt(q)) / np.sqrt(2))
    chi2, p_value, _, _ = stats.chi2_contingency([now, reference], correction=False)
    write("chi2", now, reference, chi2)
    write("chi2 p", now, reference, p_value)

for degrees in (1, 2, 3, 10, 101, 5000):
    for x in (0.01, 1.0, 0.5 * degrees, 1.0 * degrees, 1.5 * degrees, 80.0):
        write("upper tail", [x], [degrees], stats.chi2.sf(x, degrees))

for case in range(4):
    # Middles of buckets of 1/64 of a power of two, so that nothing is rounded.
    def value():
        sign = random.choice([1, 1, 1, -1])
        return sign * (1 + (random.randrange(64) + 0.5) / 64) * 2.0 ** random.randrange(-3, 3)

    now = [value() for _ in range(random.randrange(3, 60))]
    reference = [value() + 0.0 for _ in range(random.randrange(3, 60))]
    write("ks", now, reference, stats.ks_2samp(now, reference).statistic)
    write("wasserstein", now, reference, stats.wasserstein_distance(now, reference))

(Path(__file__).parent / "expected.tsv").write_text("\n".join(lines) + "\n")
