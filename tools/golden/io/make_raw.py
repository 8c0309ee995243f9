#!/usr/bin/env python3
"""Writes the fixtures of raw float32 numbers.

    /usr/bin/python3 tools/golden/io/make_raw.py
"""

import numpy as np

from fixture import error, matrix, write

rng = np.random.default_rng(31)
x = rng.normal(size=(12, 5)).astype("<f4")
data = x.tobytes()
tall = rng.normal(size=(300, 3)).astype("<f4")
bad = x.copy()
bad[3, 2] = np.nan
NAME = "the name of the file"

write("raw", "vectors_12x5.bytes", data, matrices=[matrix(x)], notes=["12 × 5 by its name"])
write("raw", "word2vec_12_5d_tensors.bytes", data, matrices=[matrix(x)])
write("raw", "glove.5d.f32", data, matrices=[matrix(x)])
write("raw", "turned_5x12.raw", data, matrices=[matrix(x.reshape(5, 12))])
write("raw", "one-row_1x60.bytes", data, matrices=[matrix(x.reshape(1, 60))])
write("raw", "one-column-60x1.bytes", data, matrices=[matrix(x.reshape(60, 1))])
write("raw", "tall_300x3.bytes", tall.tobytes(), matrices=[matrix(tall)])
write("raw", "several_2x2_12x5.bytes", data, matrices=[matrix(x)])
write("raw", "tensors.bytes", data, **error("E_SHAPE", NAME))
write("raw", "vectors_12x6.bytes", data, **error("E_SHAPE", NAME))
write("raw", "vectors_12x5-cut.bytes", data[:-8], **error("E_SHAPE", NAME))
write("raw", "vectors_12x5-odd.bytes", data[:-3], **error("E_TRUNCATED", "byte 236"))
write("raw", "vectors_9999999999x9999999.bytes", data, **error("E_SHAPE", NAME))
write("raw", "vectors_0x5.bytes", data, **error("E_SHAPE", NAME))
write("raw", "missing_12x5.bytes", bad.tobytes(), matrices=[matrix(bad)], **error("E_NONFINITE", "row 3"))
