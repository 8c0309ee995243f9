"""PCA by scikit-learn of seeded random matrices with a falling spectrum: tall 1,000 x 200 and wide 300 x 1,500.

The matrices are made by integer arithmetic that src/analysis/pca/golden.test.ts repeats, so that none is stored.
"""

import numpy as np
import scipy
import sklearn
from sklearn.decomposition import PCA

from golden import versions, write

COMPONENTS = 20
SHOWN = 5


def numbers(n, seed):
    """Uniform in [-1, 1): a 32-bit linear congruential sequence (Numerical Recipes), upper 24 bits."""
    values = np.empty(n)
    state = seed
    for i in range(n):
        state = (1664525 * state + 1013904223) % 2**32
        values[i] = (state >> 8) / 2**23 - 1
    return values


def matrix(rows, cols, seed):
    """Column c scaled by 4 / sqrt(c + 1), mixed by three reflections, moved by 1; float32."""
    values = numbers(rows * cols, seed).reshape(rows, cols)
    values *= 4 / np.sqrt(np.arange(cols) + 1)
    for reflection in range(3):
        v = numbers(cols, 100 + reflection)
        values -= np.outer(values @ v, 2 * v / (v @ v))
    return (values + 1).astype(np.float32)


cases = []
for rows, cols, seed in [(1000, 200, 1), (300, 1500, 2)]:
    x = matrix(rows, cols, seed).astype(np.float64)
    pca = PCA(n_components=COMPONENTS, svd_solver="full").fit(x)
    strongest = np.abs(pca.components_).argmax(1)
    signs = np.sign(pca.components_[np.arange(COMPONENTS), strongest])
    white = PCA(n_components=COMPONENTS, svd_solver="full", whiten=True).fit(x)
    # scikit-learn divides by N - 1, Locus by N.
    shrink = (rows - 1) / rows
    cases.append(
        {
            "rows": rows,
            "cols": cols,
            "seed": seed,
            "variances": (pca.explained_variance_ * shrink).tolist(),
            "ratios": pca.explained_variance_ratio_.tolist(),
            "loadings": (pca.components_ * signs[:, None])[:SHOWN, :8].tolist(),
            "scores": (pca.transform(x) * signs)[:8, :SHOWN].tolist(),
            "whitened": (white.transform(x) * signs / np.sqrt(shrink))[:8, :SHOWN].tolist(),
        }
    )
write("pca", "random", {"versions": versions(np, scipy, sklearn), "cases": cases})
