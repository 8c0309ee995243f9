"""What the golden scripts of the methods share: the fixture, versions, quality figures, writing JSON."""

import json
import platform
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[3]


def fixture():
    """METHODS Appendix A matrix X, 60 x 10, stored as float32 as every space is."""
    i = np.arange(60)[:, None]
    j = np.arange(10)[None, :]
    x = 0.7 * np.sin(0.37 * (i + 1) ** 2 * (j + 1)) + 0.9 * np.cos(0.21 * (i + 1) + 0.8 * j)
    return (x + 0.8 * (j % 3 == i % 3)).astype(np.float32)


def versions(*modules):
    found = {module.__name__: module.__version__ for module in modules}
    return {"python": platform.python_version(), **found}


def write(method, name, content):
    """src/analysis/<method>/testdata/<name>.json, floats in full precision."""
    path = ROOT / "src" / "analysis" / method / "testdata" / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content) + "\n")
    print(path.relative_to(ROOT), path.stat().st_size, "bytes")


def distances(x, rows, metric):
    """float64 distances from `rows` of x to all of x."""
    x = x.astype(np.float64)
    if metric == "cosine":
        unit = x / np.linalg.norm(x, axis=1, keepdims=True)
        return 1 - unit[rows] @ unit.T
    squares = (x * x).sum(1)
    return np.maximum(0, squares[rows][:, None] + squares[None] - 2 * x[rows] @ x.T)


def quality(x, layout, metric, k=15, block=500, rows=None):
    """Trustworthiness and kNN preservation (METHODS H2) of `rows` (all items) among all, in blocks of rows."""
    n = len(x)
    queries = np.arange(n) if rows is None else rows
    penalty = 0
    kept = 0
    for start in range(0, len(queries), block):
        rows = queries[start : start + block]
        own = np.arange(len(rows))
        high = distances(x, rows, metric)
        low = distances(layout, rows, "euclidean")
        high[own, rows] = np.inf
        low[own, rows] = np.inf
        ranks = np.empty(high.shape, dtype=np.int64)
        np.put_along_axis(ranks, np.argsort(high, axis=1), np.arange(1, n + 1)[None], axis=1)
        near = np.argpartition(low, k, axis=1)[:, :k]
        beyond = np.take_along_axis(ranks, near, axis=1) - k
        penalty += beyond[beyond > 0].sum()
        kept += (beyond <= 0).sum()
    return {
        "trustworthiness": float(1 - 2 * penalty / (len(queries) * k * (2 * n - 3 * k - 1))),
        "preservation": float(kept / (len(queries) * k)),
    }
