"""scikit-learn as a peer of the benchmark: pca.py FILE.npy ROWS COMPONENTS

Prints one JSON line: seconds of its own choice of solver on the float32 matrix (median of five), and the singular
values and the leading axes by its full decomposition in float64, the yardstick for accuracy.
"""

import json
import sys
import time

import numpy as np
import sklearn
from sklearn.decomposition import PCA

path, rows, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
x = np.load(path, mmap_mode="r")[:rows].astype(np.float32)

times = []
for _ in range(6):
    start = time.perf_counter()
    PCA(count, random_state=0).fit_transform(x)
    times.append(time.perf_counter() - start)

exact = PCA(count, svd_solver="full").fit(x.astype(np.float64))
print(
    json.dumps(
        {
            "name": f"scikit-learn {sklearn.__version__}",
            "seconds": float(np.median(times[1:])),
            "singularValues": exact.singular_values_.tolist(),
            "axes": exact.components_[:3].ravel().tolist(),
        }
    )
)
