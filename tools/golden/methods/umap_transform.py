"""What umap-learn makes of two tasks, the bounds of Locus' tests (docs/UMAP.md): its transform of held-out digits, and the
largest |coordinate| of its layout of two moons."""

import numpy as np
import sklearn
import umap
from sklearn.datasets import load_digits, make_moons

from golden import quality, versions, write

# The 600 digits of digits.json; every tenth is left out of the fit.
x = load_digits().data[:600].astype(np.float32)
held = np.arange(len(x)) % 10 == 0
digits = []
for seed in range(3):
    mapper = umap.UMAP(random_state=seed).fit(x[~held])
    joint = np.empty((len(x), 2))
    joint[~held] = mapper.embedding_
    joint[held] = mapper.transform(x[held])
    digits.append({"seed": seed, **quality(x, joint, "euclidean", rows=np.flatnonzero(held))})
    print(digits[-1], flush=True)

moons = []
for rows, epochs in [(50_000, 50)]:
    points = make_moons(rows, noise=0.05, random_state=0)[0].astype(np.float32)
    layout = umap.UMAP(n_epochs=epochs, random_state=0).fit_transform(points)
    moons.append({"rows": rows, "epochs": epochs, "largest": float(np.abs(layout).max())})
    print(moons[-1], flush=True)

write(
    "umap",
    "transform",
    {"versions": versions(np, sklearn, umap), "k": 15, "digits": digits, "moons": moons},
)
