"""Dissimilarities of all pairs of the shared fixture by scipy's pdist: their vector, row sums and histogram."""

import json

import numpy as np
import scipy
from scipy.spatial.distance import pdist, squareform

from golden import ROOT, fixture, versions

x = fixture().astype(np.float64)
metrics = {}
for metric in ("cosine", "correlation", "euclidean", "sqeuclidean"):
    values = pdist(x, metric)
    square = squareform(values)
    # Edges far from any value, so that float32 counts the same.
    low, high = 0.0, float(np.ceil(values.max()))
    counts, _ = np.histogram(values, bins=7, range=(low, high))
    metrics[metric] = {
        "firstRow": square[0].tolist(),
        "rowSums": square.sum(1).tolist(),
        "rowSquares": (square**2).sum(1).tolist(),
        "least": float(values.min()),
        "largest": float(values.max()),
        "low": low,
        "high": high,
        "counts": counts.tolist(),
        "edgeGap": float(np.abs(values[:, None] - np.linspace(low, high, 8)).min()),
    }
path = ROOT / "src" / "math" / "testdata" / "pairs.json"
path.write_text(json.dumps({"versions": versions(np, scipy), **metrics}) + "\n")
print(path.relative_to(ROOT), path.stat().st_size, "bytes")
