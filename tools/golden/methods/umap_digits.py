"""600 of scikit-learn's 8 x 8 digits and the quality of umap-learn's layouts of them, three seeds."""

import base64

import numpy as np
import sklearn
import umap
from sklearn.datasets import load_digits
from sklearn.manifold import trustworthiness

from golden import quality, versions, write

x = load_digits().data[:600].astype(np.uint8)
runs = []
for seed in range(3):
    layout = umap.UMAP(random_state=seed).fit_transform(x.astype(np.float32))
    figures = quality(x, layout, "euclidean")
    expected = trustworthiness(x, layout, n_neighbors=15)
    # Pixels tie, and scikit-learn orders ties as they come.
    assert abs(figures["trustworthiness"] - expected) < 1e-4, (figures, expected)
    runs.append({"seed": seed, **figures})
write(
    "umap",
    "digits",
    {
        "versions": versions(np, sklearn, umap),
        "source": "sklearn.datasets.load_digits, first 600 (UCI optdigits, CC BY 4.0)",
        "rows": 600,
        "cols": 64,
        "pixels": base64.b64encode(x.tobytes()).decode(),
        "k": 15,
        "metric": "euclidean",
        "runs": runs,
    },
)
