#!/usr/bin/env python3
"""Writes the fixtures of npz.

    /usr/bin/python3 tools/golden/io/make_npz.py
"""

import io
import struct
import zipfile

import numpy as np

from fixture import column, error, matrix, write


def npz(compressed=False, **arrays):
    out = io.BytesIO()
    (np.savez_compressed if compressed else np.savez)(out, **arrays)
    return out.getvalue()


def archive(entries, method=zipfile.ZIP_STORED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as target:
        for name, data in entries.items():
            target.writestr(name, data)
    return out.getvalue()


def npy(x):
    out = io.BytesIO()
    np.save(out, x)
    return out.getvalue()


rng = np.random.default_rng(7)
f32 = rng.normal(size=(7, 6)).astype("<f4")
f64 = rng.normal(size=(7, 3))
labels = np.array(["x", "y", "x", "", "y", "x", "z\u00fc"])
year = np.array([3, 1, 2, 3, 1, 2, 9])
notes = {"ids": [str(i) for i in range(7)]}

write("npz", "one.npz", npz(x=f32), matrices=[matrix(f32)])
write("npz", "one-compressed.npz", npz(True, x=f32), matrices=[matrix(f32)])
write("npz", "unnamed.npz", npz(arr_0=f64), matrices=[matrix(f64)])
both = dict(b_2=f64, a=f32, label=labels, year=year)
found = [matrix(f32), matrix(f64)]
columns = [column("label", "category", ["x", "y", "x"]), column("year", "number", [3, 1, 2])]
write("npz", "with-columns.npz", npz(**both), matrices=found, columns=columns)
write("npz", "with-columns-compressed.npz", npz(True, **both), matrices=found, columns=columns)
# Beyond 2^53 a float64 holds every second integer or fewer.
long_ids = np.arange(7) + 1234567890123456789
below = (-long_ids).astype(">i8")
for name, own in [("int64", long_ids), ("uint64", long_ids.astype("u8") * 8), ("int64-big-endian", below)]:
    write("npz", f"ids-{name}.npz", npz(x=f32, id=own), matrices=[matrix(f32)], ids=[str(i) for i in own.tolist()])
write("npz", "layers.npz", npz(layer_10=f32 * 10, layer_9=f32 * 9), matrices=[matrix(f32 * 9), matrix(f32 * 10)])
write("npz", "fortran-big-endian.npz", npz(x=np.asfortranarray(f64.astype(">f8"))), matrices=[matrix(f64)])
write("npz", "float16.npz", npz(True, x=f32.astype("<f2")), matrices=[matrix(f32.astype("<f2"))])
write("npz", "bytes-and-bools.npz", npz(x=f32, tag=np.array([b"p", b"q"] * 3 + [b"p"]), good=f32[:, 0] > 0),
      matrices=[matrix(f32)], columns=[column("tag", "category", ["p", "q", "p"]),
      column("good", "category", ["true" if v else "false" for v in f32[:3, 0] > 0])])
write("npz", "largest.npz", npz(small=f32[:2], large=f32, cube=np.zeros((2, 3, 4))), matrices=[matrix(f32)],
      notes=["1 of 3 arrays read"])
write("npz", "beside-other-files.npz", archive({"readme.txt": b"hello", "../../x.npy": npy(f32)}), matrices=[matrix(f32)],
      notes=["readme.txt inside was not read"])
write("npz", "named-wrongly.zip", npz(x=f32), matrices=[matrix(f32)])
write("npz", "objects-beside.npz", npz(x=f32, o=np.array([{"a": 1}], dtype=object)), matrices=[matrix(f32)])

holes = f32.copy()
holes[3, 4] = np.nan
write("npz", "nan.npz", npz(x=holes), matrices=[matrix(holes)], **error("E_NONFINITE", "row 3, column 4"))
write("npz", "only-labels.npz", npz(label=labels), **error("E_SHAPE", "directory"), says="one axis only")
write("npz", "only-objects.npz", npz(x=np.array([[{}]], dtype=object)), **error("E_SHAPE", "directory"), says="pickle")
write("npz", "complex.npz", npz(x=f32.astype("c8")), **error("E_SHAPE", "directory"), says="complex")
write("npz", "empty.npz", archive({}), **error("E_SHAPE", "directory"))
whole = npz(x=f32)
write("npz", "truncated.npz", whole[:-30], **error("E_TRUNCATED", "byte "))
write("npz", "head-only.npz", whole[:60], **error("E_TRUNCATED", "byte "))
packed = npz(True, x=f32)
damaged = bytearray(packed)
damaged[60] ^= 0xFF
write("npz", "damaged-deflate.npz", bytes(damaged), **error("E_HEADER", "byte "))
short = npy(f32)[:-20]
write("npz", "array-cut-short.npz", archive({"x.npy": short}), **error("E_TRUNCATED", 'array "x"'))
write("npz", "no-array.npz", archive({"x.npy": b"hello, this is no array"}), **error("E_HEADER", "byte 0"))
huge = npy(f32).replace(b"(7, 6)", b"(9" + b"9" * 3 + b", 6)", 1)
write("npz", "claims-rows.npz", archive({"x.npy": huge}), **error("E_HEADER|E_TRUNCATED", ""))
