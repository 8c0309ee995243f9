"""umap-learn on the `words` sample: quality and time for three seeds, the yardstick of the layout rule (docs/UMAP.md)."""

import time

import numba
import numpy as np
import sklearn
import umap
from sklearn.manifold import trustworthiness

from golden import ROOT, quality, versions, write

x = np.load(ROOT / "public" / "samples" / "words" / "vectors.npy").astype(np.float32)

# The blockwise figure is scikit-learn's.
small = x[:400]
check = np.random.default_rng(0).normal(size=(400, 2))
assert abs(
    quality(small, check, "cosine")["trustworthiness"]
    - trustworthiness(small, check, n_neighbors=15, metric="cosine")
) < 1e-12

umap.UMAP(random_state=0, n_epochs=11).fit(small)  # compile before timing

runs = []
for seed in range(3):
    start = time.perf_counter()
    layout = umap.UMAP(metric="cosine", random_state=seed).fit_transform(x)
    seconds = time.perf_counter() - start
    runs.append({"seed": seed, "seconds": seconds, **quality(x, layout, "cosine")})
    print(runs[-1], flush=True)

write(
    "umap",
    "words-umap-learn",
    {
        "versions": versions(np, sklearn, numba, umap),
        "rows": len(x),
        "metric": "cosine",
        "k": 15,
        "runs": runs,
    },
)
