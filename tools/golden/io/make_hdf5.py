#!/usr/bin/env python3
"""Writes the fixtures of src/io/hdf5 that are plain HDF5 or MATLAB 7.3: /usr/bin/python3 tools/golden/io/make_hdf5.py (numpy, h5py)."""

import pathlib
import tempfile

import h5py
import numpy as np

import fixture
from fixture import column, error, matrix

fixture.VERSIONS = f"h5py {h5py.__version__}, HDF5 {h5py.version.hdf5_version}, {fixture.VERSIONS}"


def made(fill, libver="earliest", **options):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "x.h5"
        with h5py.File(path, "w", libver=libver, **options) as file:
            fill(file)
        return path.read_bytes()


def write(name, fill, libver="earliest", user_block=0, edit=None, **expected):
    data = made(fill, libver, userblock_size=user_block)
    fixture.write("hdf5", name, edit(data) if edit else data, **expected)


rng = np.random.default_rng(11)
base = rng.normal(size=(9, 5))

for code in ["b1", "<i1", "<i2", ">i4", "<i8", "<u1", ">u2", "<u4", "<u8", "<f2", ">f2", "<f4", ">f4", "<f8", ">f8"]:
    dtype = np.dtype(code)
    x = (base > 0) if code == "b1" else (np.abs(base * 40) if code[1] == "u" else base * 40).astype(dtype)
    name = dtype.newbyteorder("=").name
    side = "be" if code[0] == ">" else "le"
    write(f"{name}-{side}.h5", lambda f: f.create_dataset("x", data=x), matrices=[matrix(x, name)])

x = base.astype("<f4")
half = base.astype("<f2")
write("float16-gzip.h5", lambda f: f.create_dataset("x", data=half, chunks=(2, 5), compression="gzip", shuffle=True), matrices=[matrix(half)])


def bits(name, exponent, mantissa, bias=None, order=h5py.h5t.ORDER_LE, size=2, offset=0):
    """A type of floats with the bits as told."""
    t = h5py.h5t.IEEE_F32LE.copy()
    t.set_fields(offset + exponent + mantissa, offset + mantissa, exponent, offset, mantissa)
    t.set_ebias(2 ** (exponent - 1) - 1 if bias is None else bias)
    t.set_precision(1 + exponent + mantissa)
    t.set_size(size)
    t.set_order(order)
    return t


def raw(f, kind, values, committed=False):
    """Numbers put as they are into a dataset of a type that NumPy does not have."""
    if committed:
        kind.commit(f.id, b"kind")
    d = h5py.h5d.create(f.id, b"x", kind, h5py.h5s.create_simple(values.shape))
    d.write(h5py.h5s.ALL, h5py.h5s.ALL, np.ascontiguousarray(values), kind)


brain = (np.ascontiguousarray(x).view("<u4") >> 16).astype("<u2")  # bfloat16: the upper half of float32
told = matrix((brain.astype("<u4") << 16).view("<f4"), "bfloat16")
for name, libver, options in [("bfloat16-le", "earliest", {}), ("bfloat16-latest", "latest", {}), ("bfloat16-committed", "latest", {"committed": True}),
                              ("bfloat16-committed-earliest", "earliest", {"committed": True})]:
    write(f"{name}.h5", lambda f: raw(f, bits(name, 8, 7), brain, **options), libver, matrices=[told])
write("bfloat16-be.h5", lambda f: raw(f, bits("be", 8, 7, order=h5py.h5t.ORDER_BE), brain.astype(">u2")), user_block=1024, matrices=[told])
write("float16-attributes.h5", lambda f: (f.create_dataset("x", data=half), [f["x"].attrs.__setitem__(f"a{i}", "b" * 40) for i in range(12)]), matrices=[matrix(half)])
for name, kind, values in [("odd-half.h5", bits("odd", 6, 9), brain), ("odd-bias.h5", bits("bias", 5, 10, bias=16), brain),
                           ("odd-float.h5", bits("f", 8, 10, size=4), x)]:
    write(name, lambda f: raw(f, kind, values), **error("E_DTYPE", "^x$"), says="unusual layout")


def twelve(f):
    kind = h5py.h5t.STD_I16LE.copy()
    kind.set_precision(12)
    raw(f, kind, brain.astype("<i2"))


write("int12.h5", twelve, **error("E_DTYPE", "^x$"), says="integers in 2 bytes")
write("latest.h5", lambda f: f.create_dataset("deep/er/x", data=x), "latest", matrices=[matrix(x)])
write("chunked.h5", lambda f: f.create_dataset("x", data=x, chunks=(4, 3), maxshape=(None, 5)), "latest", matrices=[matrix(x)])
write("gzip-fletcher.h5", lambda f: f.create_dataset("x", data=x, chunks=(4, 5), compression="gzip", fletcher32=True), matrices=[matrix(x)])
write("scale-offset.h5", lambda f: f.create_dataset("x", data=np.arange(12).reshape(4, 3), chunks=(2, 3), scaleoffset=0),
      matrices=[matrix(np.arange(12).reshape(4, 3))])
write("user-block.h5", lambda f: f.create_dataset("x", data=x), user_block=512, matrices=[matrix(x)])
write("named-wrongly.npy", lambda f: f.create_dataset("x", data=x), matrices=[matrix(x)])


def layers(f):
    for i in [10, 2, 1]:
        f[f"layer_{i}"] = x * i
    f["small"] = x[:3, :2]


write("layers.h5", layers, matrices=[matrix(x * i) for i in [1, 2, 10]])


def columns(f):
    f["embeddings"] = x
    f["embeddings"].attrs["made by"] = np.arange(3)
    f.create_dataset("word", data=[f"wört{i}" for i in range(9)], dtype=h5py.string_dtype())
    f["fixed"] = np.array([b"a", b"bc", b"a"] * 3)
    f["size"] = np.array([0.1, 2, np.nan] * 3, "f4")
    f["big"] = np.arange(9, dtype="i8") + 2**60
    f["flag"] = np.array([True, False, True] * 3)
    f["other"] = np.arange(4)


write("columns.h5", columns, matrices=[matrix(x)], ids=[f"wört{i}" for i in range(9)],
      columns=[column("big", "number", [float(2**60 + i) for i in range(3)]), column("fixed", "category", ["a", "bc", "a"]),
               column("flag", "category", ["true", "false", "true"]), column("size", "number", [0.1, 2, None]),
               column("word", "text", ["wört0", "wört1", "wört2"])])


def links(f):
    f["x"] = x
    f["hard"] = f["x"]
    f["loop/back"] = f["/"]
    f["soft"] = h5py.SoftLink("/x")
    f["dangling"] = h5py.SoftLink("/none")
    f["outside"] = h5py.ExternalLink("../secret.h5", "/x")


write("links.h5", links, matrices=[matrix(x)], notes=["/outside points to another file"])
write("odd-attributes.h5", lambda f: (f.create_dataset("x", data=x), f["x"].attrs.update({"MATLAB_class": 3.5, "encoding-type": [1, 2]}),
                                      f.attrs.update({"encoding-type": 7})), matrices=[matrix(x)])

bad = lambda name, fill, code, place, **more: write(name, fill, **error(code, place), **more)
bad("one-axis.h5", lambda f: f.create_dataset("x", data=x[0]), "E_SHAPE", "^x$", says="1-D")
bad("three-axes.h5", lambda f: f.create_dataset("x", data=x[None]), "E_SHAPE", "^x$", says="1 x 9 x 5 (3-D)")
bad("scalar.h5", lambda f: f.create_dataset("x", data=3.5), "E_SHAPE", "^x$", says="single number")
bad("null.h5", lambda f: f.create_dataset("x", data=h5py.Empty("f4")), "E_SHAPE", "^x$", says="empty")
bad("no-rows.h5", lambda f: f.create_dataset("x", data=x[:0]), "E_SHAPE", "^x$", says="no numbers")
bad("complex.h5", lambda f: f.create_dataset("x", data=x + 1j), "E_DTYPE", "^x$", says="complex numbers")
bad("texts.h5", lambda f: f.create_dataset("x", data=[["a", "b"]], dtype=h5py.string_dtype()), "E_DTYPE", "^x$", says="texts")
bad("records.h5", lambda f: f.create_dataset("x", data=np.zeros((2, 2), [("a", "f4"), ("b", "i4")])), "E_DTYPE", "^x$", says="records")
bad("nothing.h5", lambda f: f.create_group("g"), "E_SHAPE", "^/$", says="no datasets")
bad("lzf.h5", lambda f: f.create_dataset("x", data=np.tile(x, (40, 1)), compression="lzf"), "E_FORMAT", "^x$", says="LZF (filter 32000)")


def blosc(f):
    """A dataset that names a filter which was not used: enough to be refused by its number."""
    plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    plist.set_chunk((9, 5))
    plist.set_filter(32000, h5py.h5z.FLAG_OPTIONAL, (0,))
    h5py.h5d.create(f.id, b"x", h5py.h5t.IEEE_F32LE, h5py.h5s.create_simple((9, 5)), plist).write_direct_chunk((0, 0), x.tobytes())


write("blosc.h5", blosc, edit=lambda d: d.replace((32000).to_bytes(2, "little"), (32001).to_bytes(2, "little")),
      **error("E_FORMAT", "^x$"), says="Blosc (filter 32001)")
bad("external-storage.h5", lambda f: f.create_dataset("x", shape=(9, 5), dtype="f4", external=[("/dev/urandom", 0, 180)]),
    "E_FORMAT", "^/?x$", says="another file")


def virtual(f):
    layout = h5py.VirtualLayout((9, 5), "f4")
    layout[:] = h5py.VirtualSource("secret.h5", "x", (9, 5))
    f.create_virtual_dataset("x", layout)


write("virtual.h5", virtual, "latest", **error("E_FORMAT", "^x$"), says="virtual dataset")
bad("absurd.h5", lambda f: f.create_dataset("x", shape=(2**36, 2**6), dtype="f8", chunks=(100, 64)), "E_SHAPE|E_FORMAT", "^x$", says="more than this file can hold")
plain = lambda f: f.create_dataset("x", data=x)
write("cut-short.h5", plain, edit=lambda d: d[:-40], **error("E_TRUNCATED", "byte"))
write("cut-in-superblock.h5", plain, edit=lambda d: d[:40], **error("E_HEADER", "byte 0"))
write("nonfinite.h5", lambda f: f.create_dataset("x", data=np.array([[1, np.nan], [2, 3]], "f4")),
      matrices=[matrix(np.array([[1, np.nan], [2, 3]], "f4"))], **error("E_NONFINITE", "row 0, column 1"))


def matlab(f):
    """As MATLAB's -v7.3 writes: transposed, with the class as an attribute, and cells through #refs#."""
    def variable(path, value, kind):
        f[path] = value
        f[path].attrs["MATLAB_class"] = np.bytes_(kind)
    variable("emb", x.astype("f8").T, "double")
    variable("labels", np.array([[1], [2], [1], [1], [2], [1], [2], [2], [1]], "f8").T, "double")
    variable("title", np.array([[72], [105]], "u2"), "char")
    f["#refs#/a"] = np.zeros((2, 2))


write("matlab73.mat", matlab, user_block=512, edit=lambda d: (b"MATLAB 7.3 MAT-file, Platform: GLNXA64, HDF5 schema 1.00 .".ljust(124) + b"\x00\x02IM").ljust(512, b"\0") + d[512:],
      matrices=[matrix(x.astype("f8"))], notes=["transposed"], columns=[column("labels", "category", ["1", "2", "1"])])
