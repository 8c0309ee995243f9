#!/usr/bin/env python3
"""Reads what `locus export` wrote of the sample "words" with numpy, pandas and pyarrow: the same bits.

    python3 tools/golden/io/check_exports.py FOLDER    (an empty folder; needs pyarrow, pandas, numpy, and Node)
"""

import pathlib
import subprocess
import sys

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

ROOT = pathlib.Path(__file__).resolve().parents[3]
SAMPLE = ROOT / "public" / "samples" / "words"
folder = pathlib.Path(sys.argv[1])


def exported(ending):
    out = folder / f"words.{ending}"
    files = [SAMPLE / "vectors.npy", SAMPLE / "items.csv"]
    subprocess.run(["node", ROOT / "scripts" / "locus.mjs", "export", *files, "--out", out], check=True)
    return out


def same(found, x):
    return np.array_equal(np.ascontiguousarray(found, "<f4").view("u4"), x.view("u4"))


x = np.load(SAMPLE / "vectors.npy")
assert same(np.load(exported("npy")), x)
table = pq.read_table(exported("parquet"))
assert same(np.stack(table["vectors"].to_numpy()), x)
frame = pd.read_csv(exported("csv"), keep_default_na=False)
assert same(frame[[f"dim_{d}" for d in range(x.shape[1])]].to_numpy(), x)
assert list(frame["id"]) == table["id"].to_pylist()
print("numpy, pandas and pyarrow read the same")
