#!/usr/bin/env python3
"""Writes the fixtures of src/io/mat: /usr/bin/python3 tools/golden/io/make_mat.py (numpy, scipy)."""

import io
import struct
import zlib

import numpy as np
import scipy
import scipy.io
import scipy.sparse as sp

import fixture
from fixture import column, error, matrix

fixture.VERSIONS = f"scipy {scipy.__version__}, {fixture.VERSIONS}"
rng = np.random.default_rng(3)
base = rng.normal(size=(7, 5))


def mat(variables, **options):
    out = io.BytesIO()
    scipy.io.savemat(out, variables, **options)
    data = out.getvalue()
    return b"MATLAB 5.0 MAT-file, made by scipy".ljust(116) + data[116:] if data[:6] == b"MATLAB" else data


def write(name, data, **expected):
    data = mat(data) if isinstance(data, dict) else data
    if "error" not in expected:
        read = scipy.io.loadmat(io.BytesIO(data))
        assert all(any(v.shape == (m["rows"], m["columns"]) for k, v in read.items() if k[0] != "_") for m in expected["matrices"])
    fixture.write("mat", name, data, **expected)


for code in ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f4", "f8"]:
    x = (np.abs(base * 40) if code[0] == "u" else base * 40).astype(code)
    write(f"{x.dtype.name}.mat", {"x": x}, matrices=[matrix(x)])
    write(f"{x.dtype.name}-packed.mat", mat({"x": x}, do_compression=True), matrices=[matrix(x)])
write("logical.mat", {"x": base > 0}, matrices=[matrix(base > 0, "bool")])
# Beyond 2^53 a float64 holds every second integer or fewer.
long_ids = np.arange(7) + 1234567890123456789
for own in [long_ids, long_ids.astype("u8") * 8]:
    write(f"ids-{own.dtype.name}.mat", {"x": base, "id": own[:, None]}, matrices=[matrix(base)], ids=[str(i) for i in own.tolist()])
long = rng.integers(0, 3, size=(2000, 30)).astype("f8")
write("long-packed.mat", mat({"features": long}, do_compression=True), matrices=[matrix(long)])


def tag(kind, data, order):
    return struct.pack(order + "II", kind, len(data)) + data + b"\0" * (-len(data) % 8)


def variable(name, x, order, kind=6, stored=None, shape=None, flags=0):
    """A miMATRIX element by hand; `stored`: the type in which the numbers lie."""
    stored = np.dtype(stored or x.dtype).newbyteorder(order)
    mi = {"i1": 1, "u1": 2, "i2": 3, "u2": 4, "i4": 5, "u4": 6, "f4": 7, "f8": 9}[stored.str[1:]]
    body = tag(6, struct.pack(order + "II", kind | flags, 0), order)
    body += tag(5, struct.pack(order + "ii", *(shape or x.shape)), order) + tag(1, name.encode(), order)
    return tag(14, body + tag(mi, x.astype(stored).tobytes("F"), order), order)


def level5(order, *parts):
    head = b"MATLAB 5.0 MAT-file, by hand".ljust(116) + b"\0" * 8 + struct.pack(order + "HH", 0x0100, 0x4D49)
    return head + b"".join(parts)


def packed(element, order="<"):
    squeezed = zlib.compress(element)
    return struct.pack(order + "II", 15, len(squeezed)) + squeezed


whole = np.arange(35).reshape(7, 5).astype("f8")
write("big-endian.mat", level5(">", variable("x", base, ">")), matrices=[matrix(base)])
write("big-endian-packed.mat", level5(">", packed(variable("x", base, ">"), ">")), matrices=[matrix(base)])
write("double-as-uint8.mat", level5("<", variable("x", whole, "<", stored="u1")), matrices=[matrix(whole)])
write("named-wrongly.csv", {"x": base}, matrices=[matrix(base)])

struct_of = {"a": base}
mixed = {"title": "words", "embeddings": base, "labels": np.arange(7.0)[:, None], "row": np.arange(7.0)[None] / 4, "s": struct_of,
         "c": np.array(["a", 1], dtype=object), "sp": sp.csc_matrix(base), "z": base + 1j, "cube": np.zeros((2, 3, 4))}
write("mixed.mat", mixed, matrices=[matrix(base)],
      columns=[column("labels", "number", [0, 1, 2]), column("row", "number", [0, 0.25, 0.5])])
write("layers.mat", {"layer10": base * 10, "layer2": base * 2, "other": base[:2]}, matrices=[matrix(base * 10), matrix(base * 2)])

bad = lambda name, data, code, place, **more: write(name, data, **error(code, place), **more)
bad("char.mat", {"x": "text"}, "E_DTYPE", "^x$", says="a MATLAB char")
bad("cell.mat", {"x": np.array(["a", 1], dtype=object)}, "E_DTYPE", "^x$", says="a MATLAB cell")
bad("struct.mat", {"x": struct_of}, "E_DTYPE", "^x$", says="a MATLAB struct")
bad("sparse.mat", {"x": sp.csc_matrix(base)}, "E_DTYPE", "^x$", says="sparse")
bad("complex.mat", {"x": base + 1j}, "E_DTYPE", "^x$", says="complex")
bad("three-axes.mat", {"x": np.zeros((2, 3, 4))}, "E_SHAPE", "^x$", says="2 x 3 x 4 (3-D)")
bad("empty.mat", {"x": np.zeros((0, 3))}, "E_SHAPE", "^x$", says="no numbers")
bad("no-variables.mat", level5("<"), "E_SHAPE", "the file")
bad("level4.mat", mat({"x": base}, format="4"), "E_FORMAT", "byte 0", says="level 4")
good = mat({"x": base})
bad("cut-short.mat", good[:-16], "E_TRUNCATED", "byte")
bad("cut-in-header.mat", good[:90], "E_HEADER", "byte 0")
squeezed = mat({"x": long}, do_compression=True)
bad("cut-short-packed.mat", squeezed[:-100], "E_TRUNCATED", "byte")
hurt = bytearray(squeezed)
hurt[600:640] = b"\xff" * 40
bad("hurt-packed.mat", bytes(hurt), "E_HEADER|E_TRUNCATED", "byte")
bad("false-shape.mat", level5("<", variable("x", base, "<", shape=(2**30, 2**20))), "E_HEADER", "byte", says="needs")
bad("negative-shape.mat", level5("<", variable("x", base, "<", shape=(-7, -5))), "E_HEADER", "byte", says="negative")
bomb = struct.pack("<II", 14, 2**31) + variable("x", base, "<", shape=(2**15, 2**13))[8:]
bad("bomb-packed.mat", level5("<", packed(bomb)), "E_HEADER", "byte", says="more than")
bad("unknown-element.mat", level5("<", struct.pack("<II", 77, 8) + b"\0" * 8), "E_HEADER", "byte 128")
hole = base.copy()
hole[2, 3] = np.nan
write("nonfinite.mat", {"x": hole}, matrices=[matrix(hole)], **error("E_NONFINITE", "row 2, column 3"))
