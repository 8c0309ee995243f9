"""umap-learn as a peer of the benchmark: umap_learn.py FILE.npy ROWS SEED...

Two dimensions, cosine, k = 15, its own defaults. A seed of -1 leaves it unseeded, so that it uses all its threads.
Prints one JSON line for each run: seconds, the layout (float32, base64) and the peak memory of the process so far.
"""

import base64
import json
import resource
import sys
import time
import warnings

import numba
import numpy as np
import umap

warnings.filterwarnings("ignore")
path, rows, *seeds = sys.argv[1:]
x = np.load(path, mmap_mode="r")[: int(rows)].astype(np.float32)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

# Compiles everything before the clock runs: both layout loops, and NN-descent, which it takes above 4,096 items.
for state in (0, None):
    umap.UMAP(metric="cosine", random_state=state, n_epochs=11).fit(x[:4200])

for seed in map(int, seeds):
    start = time.perf_counter()
    layout = umap.UMAP(metric="cosine", random_state=None if seed < 0 else seed).fit_transform(x)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        json.dumps(
            {
                "name": f"umap-learn {umap.__version__}",
                "threads": numba.get_num_threads() if seed < 0 else 1,
                "seconds": seconds,
                "peak": 1024 * (peak - before),
                "layout": base64.b64encode(layout.astype("<f4").tobytes()).decode(),
            }
        ),
        flush=True,
    )
