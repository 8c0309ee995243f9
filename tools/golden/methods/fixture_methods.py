"""PCA, exact neighbours and UMAP's graph on the shared fixture, by scikit-learn and umap-learn."""

import numpy as np
import scipy
import sklearn
import umap
from sklearn.decomposition import PCA
from sklearn.neighbors import NearestNeighbors
from umap.umap_ import compute_membership_strengths, find_ab_params, fuzzy_simplicial_set
from umap.umap_ import smooth_knn_dist

from golden import fixture, versions, write

x = fixture()
x64 = x.astype(np.float64)

# PCA. scikit-learn divides by N - 1, Locus by N; the ratios are the same.
pca = PCA(svd_solver="full").fit(x64)
signs = np.sign(pca.components_[np.arange(10), np.abs(pca.components_).argmax(1)])
write(
    "pca",
    "fixture",
    {
        "versions": versions(np, scipy, sklearn),
        "explainedVarianceRatio": pca.explained_variance_ratio_.tolist(),
        "explainedVariance": (pca.explained_variance_ * 59 / 60).tolist(),
        "singularValues": pca.singular_values_.tolist(),
        "coordinates": (pca.transform(x64) * signs)[:, :3].tolist(),
        "loadings": (pca.components_ * signs[:, None])[:3].tolist(),
    },
)

# Neighbours. Largest inner products by plain numpy: scikit-learn has no such metric.
lists = {}
for metric in ("cosine", "correlation", "euclidean", "sqeuclidean"):
    distance, index = NearestNeighbors(metric=metric, algorithm="brute").fit(x64).kneighbors(
        n_neighbors=7
    )
    lists[metric] = {"indices": index.tolist(), "distances": distance.tolist()}
products = x64 @ x64.T
np.fill_diagonal(products, -np.inf)
order = np.argsort(-products, axis=1)[:, :7]
lists["dot"] = {
    "indices": order.tolist(),
    "distances": np.take_along_axis(products, order, axis=1).tolist(),
}
write("neighbours", "fixture", {"versions": versions(np, scipy, sklearn), "k": 7, **lists})

# UMAP's graph. 15 neighbours count the item itself, which comes first at distance 0.
distance, index = NearestNeighbors(metric="euclidean", algorithm="brute").fit(x64).kneighbors(
    n_neighbors=14
)
distance = np.hstack([np.zeros((60, 1)), distance]).astype(np.float32)
index = np.hstack([np.arange(60)[:, None], index])
sigma, rho = smooth_knn_dist(distance, 15.0)
rows, cols, membership, _ = compute_membership_strengths(
    index.astype(np.int32), distance, sigma, rho
)
graph, _, _ = fuzzy_simplicial_set(
    x, 15, np.random.RandomState(0), "euclidean", knn_indices=index, knn_dists=distance
)
graph = graph.tocsr()
graph.sort_indices()
curves = [
    {"minDist": d, "spread": s, "a": float(a), "b": float(b)}
    for d, s in [(0.1, 1), (0, 1), (0.5, 1), (0.99, 1), (0.1, 2), (0.3, 0.5)]
    for a, b in [find_ab_params(s, d)]
]
write(
    "umap",
    "fixture",
    {
        "versions": versions(np, scipy, sklearn, umap),
        "rho": rho.tolist(),
        "sigma": sigma.tolist(),
        "memberships": membership.reshape(60, 15)[:, 1:].tolist(),
        "offsets": graph.indptr.tolist(),
        "targets": graph.indices.tolist(),
        "weights": graph.data.tolist(),
        "curves": curves,
    },
)
