"""Golden PCA and nearest neighbours of the committed samples, from scikit-learn and numpy in float64.

    /usr/bin/python3 tools/golden/samples/pca_knn.py && npx prettier --write tools/golden/samples/*.json

Writes words.json and digits.json beside this file. What they hold:

pca         sklearn.decomposition.PCA, full SVD, 10 components, on the values of the file as float64.
            explained_variance and total_variance divide by N - 1, as scikit-learn does; ratios do not depend on it.
            coordinates[i] are those of item rows[i]. Sign: the loading of largest absolute value is positive.
neighbours  brute force for 200 sampled rows (numpy default_rng(0), sorted), k = 15, the item itself excluded.
            Cosine distance is 1 - cos. Euclidean by direct differences. Equal distances are ordered by the lower
            index; equal means within 1e-12 (cosine) or within 1e-12 relative on squared distances (Euclidean).
neighbours_of_first   of words: the same within the first 2000 rows, for backends that take long.
"""

import hashlib
import json
import platform
from pathlib import Path

import numpy as np
import sklearn
from sklearn.decomposition import PCA
from sklearn.neighbors import NearestNeighbors

HERE = Path(__file__).resolve().parent
SAMPLES = HERE.parents[2] / "public" / "samples"
COMPONENTS = 10
K = 15
QUERIES = 200
FIRST = 2000
SEED = 0
TIE = 1e-12


def significant(values, digits=12):
    """Nested lists of numbers with the given count of significant digits."""
    if np.ndim(values) == 0:
        return float(f"{values:.{digits}g}")
    return [significant(value, digits) for value in values]


def pca(x):
    model = PCA(n_components=COMPONENTS, svd_solver="full").fit(x)
    largest = np.argmax(np.abs(model.components_), axis=1)
    signs = np.sign(model.components_[np.arange(COMPONENTS), largest])
    n = len(x)
    rows = [0, 1, 2, 3, 4, n // 3, n // 2, n - 1]
    return {
        "components": COMPONENTS,
        "total_variance": significant(x.var(axis=0, ddof=1).sum()),
        "explained_variance": significant(model.explained_variance_),
        "explained_variance_ratio": significant(model.explained_variance_ratio_),
        "rows": rows,
        "coordinates": significant(model.transform(x[rows]) * signs),
    }


def order_with_ties(keys, relative):
    """Indices by rising key; runs of equal keys by rising index."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    scale = np.maximum(ordered[1:], ordered[:-1]) if relative else 1.0
    starts = np.flatnonzero(np.diff(ordered) > TIE * scale) + 1
    return np.concatenate([np.sort(run) for run in np.split(order, starts)])


def nearest(x, query, metric):
    if metric == "cosine":
        unit = x / np.linalg.norm(x, axis=1, keepdims=True)
        keys = 1.0 - unit @ unit[query]
        distances = keys
    else:
        keys = ((x - x[query]) ** 2).sum(axis=1)
        distances = np.sqrt(keys)
    others = order_with_ties(np.delete(keys, query), metric == "euclidean")
    indices = np.where(others >= query, others + 1, others)[:K]
    return indices, distances[indices]


def neighbours(x):
    queries = np.sort(np.random.default_rng(SEED).choice(len(x), QUERIES, replace=False))
    lists = {metric: neighbour_lists(x, queries, metric) for metric in ("cosine", "euclidean")}
    return {"k": K, "rows": queries.tolist(), **lists}


def neighbour_lists(x, queries, metric):
    found = [nearest(x, query, metric) for query in queries]
    indices = np.array([indices for indices, _ in found])
    distances = np.array([distances for _, distances in found])
    agree_with_sklearn(x, queries, metric, distances)
    return {"indices": indices.tolist(), "distances": significant(distances, 10)}


def agree_with_sklearn(x, queries, metric, distances):
    """scikit-learn's brute force must find the same distances (it orders ties arbitrarily)."""
    model = NearestNeighbors(n_neighbors=K + 1, metric=metric, algorithm="brute").fit(x)
    found, _ = model.kneighbors(x[queries])
    # Its Euclidean distances come from the expanded square, hence the tolerance; column 0 is the item itself.
    np.testing.assert_allclose(found[:, 1:], distances, rtol=1e-6, atol=1e-9)


def golden(sample):
    path = SAMPLES / sample / "vectors.npy"
    x = np.load(path).astype(np.float64)
    return {
        "made_by": "tools/golden/samples/pca_knn.py",
        "versions": {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "scikit-learn": sklearn.__version__,
        },
        "sample": sample,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "n": x.shape[0],
        "d": x.shape[1],
        "pca": pca(x),
        "neighbours": neighbours(x),
        **({"neighbours_of_first": {"count": FIRST, **neighbours(x[:FIRST])}} if sample == "words" else {}),
    }


if __name__ == "__main__":
    for name in ("words", "digits"):
        (HERE / f"{name}.json").write_text(json.dumps(golden(name)) + "\n")
        print("wrote", name)
