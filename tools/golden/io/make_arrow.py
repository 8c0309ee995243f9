#!/usr/bin/env python3
"""Writes the fixtures of the Arrow reader: src/io/arrow/testdata/FILE and FILE.expected.json, and src/io/packing/frames.json.

    python3 -m venv VENV && VENV/bin/pip install pyarrow pandas numpy polars lz4 zstandard
    VENV/bin/python tools/golden/io/make_arrow.py

What the files hold is said by numpy; they are written by pyarrow, pandas and polars. Hostile ones are made of these, byte by byte.
frames.json holds LZ4 and zstd frames of many kinds, made by pyarrow, python-lz4 and python-zstandard, with the SHA-256 of what is in them.
"""

import base64
import datetime as dt
import decimal
import hashlib
import io
import json
import random
import struct

import lz4.frame
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.feather as feather
import zstandard

import fixture
from fixture import ROOT, column, error, matrix, write

fixture.VERSIONS += (
    f", pyarrow {pa.__version__}, pandas {pd.__version__}, polars {pl.__version__}, lz4 {lz4.__version__}, zstandard {zstandard.__version__}"
)

RNG = np.random.default_rng(20)
X = RNG.standard_normal((60, 8)).astype("<f4")
WORDS = [f"word {i}" for i in range(60)]
KINDS = ["noun", "verb", "other"]
KIND = [KINDS[i % 3] for i in range(60)]


def fixed(x, kind=None):
    flat = pa.array(np.ascontiguousarray(x).ravel())
    return pa.FixedSizeListArray.from_arrays(flat if kind is None else flat.cast(kind), x.shape[1])


def lists(x, large=False):
    offsets = np.arange(0, x.size + 1, x.shape[1])
    values = pa.array(np.ascontiguousarray(x).ravel())
    if large:
        return pa.LargeListArray.from_arrays(pa.array(offsets, pa.int64()), values)
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), values)


def file(table, compression=None, rows=None, **options):
    sink = io.BytesIO()
    options = pa.ipc.IpcWriteOptions(compression=compression, **options)
    with pa.ipc.new_file(sink, table.schema, options=options) as writer:
        writer.write_table(table, max_chunksize=rows)
    return sink.getvalue()


def stream(table, compression=None, rows=None, **options):
    sink = io.BytesIO()
    options = pa.ipc.IpcWriteOptions(compression=compression, **options)
    with pa.ipc.new_stream(sink, table.schema, options=options) as writer:
        writer.write_table(table, max_chunksize=rows)
    return sink.getvalue()


def feather_bytes(table, **options):
    sink = io.BytesIO()
    feather.write_feather(table, sink, **options)
    return sink.getvalue()


def put(name, data, **expected):
    write("arrow", name, data, **expected)


def one(name, data, x, dtype=None, **more):
    put(name, data, matrices=[matrix(x, dtype)], **more)


BASE = pa.table({"word": WORDS, "kind": pa.array(KIND).dictionary_encode(), "vector": fixed(X)})
COLUMNS = [column("word", "text", WORDS[:3]), column("kind", "category", KINDS)]

# Formats and compression.
one("file.arrow", file(BASE), X, columns=COLUMNS)
one("stream.arrows", stream(BASE), X, columns=COLUMNS)
one("batches.arrow", file(BASE, rows=7), X, columns=COLUMNS)
one("stream-batches.arrows", stream(BASE, "zstd", rows=7), X, columns=COLUMNS)
one("legacy-stream.arrows", stream(BASE, use_legacy_format=True), X, columns=COLUMNS)
one("metadata-v4.arrow", file(BASE, metadata_version=pa.ipc.MetadataVersion.V4), X, columns=COLUMNS)
one("lz4.feather", feather_bytes(BASE, compression="lz4"), X, columns=COLUMNS)
one("zstd.feather", feather_bytes(BASE, compression="zstd"), X, columns=COLUMNS)
one("no-end-mark.arrows", stream(BASE)[:-8], X, columns=COLUMNS)
one("wrong-ending.npy", file(BASE), X, columns=COLUMNS)

# Buffers that compress well, not at all (marked -1), and larger than the blocks of 64 KiB of an LZ4 frame.
EYE = np.eye(16, dtype="<f4")[np.arange(2000) % 16]
one("repetitive-lz4.feather", feather_bytes(pa.table({"vector": fixed(EYE)}), compression="lz4"), EYE)
one("repetitive-zstd.feather", feather_bytes(pa.table({"vector": fixed(EYE)}), compression="zstd"), EYE)
NOISE = RNG.integers(0, 256, (80, 64)).astype("u1")
one("incompressible-lz4.feather", feather_bytes(pa.table({"vector": fixed(NOISE)}), compression="lz4"), NOISE)
one("incompressible-zstd.feather", feather_bytes(pa.table({"vector": fixed(NOISE)}), compression="zstd"), NOISE)
COARSE = (RNG.random((2080, 8)) < 0.05).astype("<f4")
one("blocks-lz4.feather", feather_bytes(pa.table({"vector": fixed(COARSE)}), compression="lz4"), COARSE)
one("blocks-zstd.feather", feather_bytes(pa.table({"vector": fixed(COARSE)}), compression="zstd"), COARSE)

# Kinds of lists and of numbers.
one("list.arrow", file(pa.table({"vector": lists(X)})), X)
one("large-list.arrow", file(pa.table({"vector": lists(X.astype("<f8"), True)}), "lz4", rows=13), X.astype("<f8"))
for kind in ["float16", "float64", "int8", "int16", "uint16", "int32", "uint8"]:
    y = (X[:12] * 20).astype(kind)
    one(f"{kind}.arrow", file(pa.table({"vector": fixed(y)})), y)
BIG = np.array([[2**60, 1], [-(2**55) - 1, 2**24 + 1]], "<i8")
one("int64.arrow", file(pa.table({"vector": fixed(BIG)})), BIG, notes=["2 integers above 2\\^24"])
one("sliced.arrow", file(BASE.slice(11, 20)), X[11:31])
one("sliced-list.arrows", stream(pa.table({"vector": lists(X)}).slice(5, 30), "lz4"), X[5:35])
one("struct.arrow", file(pa.table({"out": pa.StructArray.from_arrays([fixed(X), pa.array(WORDS)], ["vector", "word"])})), X,
    columns=[column("out.word", "text", WORDS[:3])])
TENSOR = pa.FixedShapeTensorArray.from_numpy_ndarray(X.reshape(60, 2, 4))
one("tensor.arrow", file(pa.table({"image": TENSOR})), X, notes=["tensor of 2 x 4"])
DIMENSIONS = pa.table({"word": WORDS, **{f"dim_{i}": X[:, i] for i in range(8)}})
one("dimensions.feather", feather_bytes(DIMENSIONS, compression="lz4"), X, "float32", columns=COLUMNS[:1])
put("two.arrow", file(pa.table({"layer_10": fixed(X), "layer_2": lists(X[:, :5].copy()), "word": WORDS})),
    matrices=[matrix(X[:, :5]), matrix(X)], columns=COLUMNS[:1])
one("ragged-beside.arrow", file(pa.table({"ragged": pa.array([[0.5] * (1 + i % 3) for i in range(60)]), "vector": fixed(X)})), X,
    notes=["column ragged was left out: lists of different lengths"])

# Other writers.
sink = io.BytesIO()
pd.DataFrame({"word": WORDS, "kind": pd.Categorical(KIND), "vector": list(X)}).to_feather(sink)
one("pandas.feather", sink.getvalue(), X, columns=COLUMNS)
LONG = [f"a text of more than twelve bytes, number {i % 9}" for i in range(60)]
FRAME = pl.DataFrame({"text": LONG, "kind": pl.Series(KIND, dtype=pl.Categorical), "vector": pl.Series(X, dtype=pl.Array(pl.Float32, 8))})
for compression in ["uncompressed", "lz4", "zstd"]:
    sink = io.BytesIO()
    FRAME.write_ipc(sink, compression=compression)
    one(f"polars-{compression}.arrow", sink.getvalue(), X, columns=[column("text", "category", LONG[:3]), column("kind", "category", KINDS)])
sink = io.BytesIO()
FRAME.write_ipc_stream(sink)
one("polars.arrows", sink.getvalue(), X)

# Columns beside the vectors.
MIXED = pa.table({
    "vector": fixed(X[:4]),
    "flag": pa.array([True, None, False, True]),
    "count": pa.array([2**62 + 1, 2, None, -5], pa.int64()),
    "share": pa.array([0.5, None, float("nan"), 2.25], pa.float64()),
    "day": pa.array([dt.date(2024, 2, 29), None, dt.date(1969, 12, 31), dt.date(2000, 1, 1)], pa.date32()),
    "day64": pa.array([dt.date(2024, 2, 29), None, dt.date(1969, 12, 31), dt.date(2000, 1, 1)], pa.date64()),
    "moment": pa.array([1_700_000_000_123_456_789, None, -1, 0], pa.timestamp("ns")),
    "zoned": pa.array([1_700_000_000, None, -1, 0], pa.timestamp("s", tz="UTC")),
    "clock": pa.array([dt.time(12, 30, 1, 500000), None, dt.time(0), dt.time(23, 59, 59)], pa.time64("us")),
    "price": pa.array([decimal.Decimal("-12.05"), None, decimal.Decimal("0.01"), decimal.Decimal("100")], pa.decimal128(10, 2)),
    "large": pa.array(["eins", "", None, "vier"], pa.large_string()),
    "view": pa.array(["a text of more than twelve bytes", "short", None, "another text of more than twelve"], pa.string_view()),
    "number kind": pa.array([10, 20, None, 10], pa.int64()).dictionary_encode(),
    "bytes": pa.array([b"a", b"b", None, b"c"]),
    "map": pa.array([[("a", 1)], [], None, [("b", 2)]], pa.map_(pa.string(), pa.int32())),
    "nested": pa.array([[[1.0]], [[2.0]], None, []], pa.list_(pa.list_(pa.float64()))),
    "texts": pa.array([["a"], [], None, ["b", "c"]]),
    "nothing": pa.nulls(4),
    "duration": pa.array([1, None, 3, 4], pa.duration("s")),
    "union": pa.UnionArray.from_sparse(pa.array([0, 1, 0, 1], pa.int8()), [pa.array([1, 2, 3, 4]), pa.array(list("abcd"))]),
    "runs": pa.RunEndEncodedArray.from_arrays(pa.array([2, 4], pa.int32()), pa.array([1.0, 2.0])),
    "list view": pa.array([[1.0], [2.0], None, [3.0]], pa.list_view(pa.float32())),
    "odd": pa.array([7, 8, 9, 10]),
})
DAYS = ["2024-02-29", None, "1969-12-31"]
MIXED_COLUMNS = [
    column("flag", "category", ["true", None, "false"]), column("count", "number", [float(2**62 + 1), 2, None]),
    column("share", "number", [0.5, None, None]), column("day", "text", DAYS), column("day64", "text", DAYS),
    column("moment", "text", ["2023-11-14T22:13:20.123456789Z", None, "1969-12-31T23:59:59.999999999Z"]),
    column("zoned", "text", ["2023-11-14T22:13:20.000Z", None, "1969-12-31T23:59:59.000Z"]),
    column("clock", "text", ["12:30:01.500", None, "00:00:00"]), column("price", "number", [-12.05, None, 0.01]),
    column("large", "text", ["eins", None, None]), column("view", "text", ["a text of more than twelve bytes", "short", None]),
    column("number kind", "number", [10, 20, None]), column("odd", "number", [7, 8, 9]),
]
LEFT_OUT = ["bytes holds raw bytes", "map holds a map", "nested holds nested lists", "texts holds lists of texts", "nothing holds nothing",
            "duration holds durations", "union holds values of several types", "runs holds runs", "list view holds list views"]
for name, data in [("columns.arrow", file(MIXED)), ("columns-lz4.arrow", file(MIXED, "lz4")), ("columns-zstd.arrows", stream(MIXED, "zstd"))]:
    one(name, data, X[:4], columns=MIXED_COLUMNS, notes=LEFT_OUT)
put("texts-only.feather", feather_bytes(BASE.select(["word", "kind"]), compression="lz4"), metadata=True, columns=COLUMNS)

# Dictionaries that grow or are replaced from batch to batch.
sink = io.BytesIO()
options = pa.ipc.IpcWriteOptions(emit_dictionary_deltas=True)
parts = [["red"], ["red", "blue"], ["red", "blue", "green"]]
schema = pa.schema([("colour", pa.dictionary(pa.int8(), pa.string())), ("vector", pa.list_(pa.float32(), 8))])
with pa.ipc.new_stream(sink, schema, options=options) as writer:
    for i, names in enumerate(parts):
        index = pa.array(np.arange(20) % len(names), pa.int8())
        writer.write_batch(pa.record_batch([pa.DictionaryArray.from_arrays(index, names), fixed(X[20 * i:20 * i + 20])], schema=schema))
one("dictionary-delta.arrows", sink.getvalue(), X, columns=[column("colour", "category", ["red"] * 3)])
sink = io.BytesIO()
with pa.ipc.new_stream(sink, schema) as writer:
    for i, names in enumerate([["red", "blue"], ["blue", "red", "green"], ["one", "two"]]):
        index = pa.array(np.arange(20) % len(names), pa.int8())
        writer.write_batch(pa.record_batch([pa.DictionaryArray.from_arrays(index, names), fixed(X[20 * i:20 * i + 20])], schema=schema))
one("dictionary-replaced.arrows", sink.getvalue(), X, columns=[column("colour", "category", ["red", "blue", "red"])])

# What is missing, and what is not right.
def without(at):
    x = X[:6].copy()
    x[at] = np.nan
    return matrix(x)


ROWS = [list(map(float, row)) for row in X[:6]]
GAPS = [None if i == 3 else row for i, row in enumerate(ROWS)]
HOLE = [[None if (i, c) == (2, 5) else v for c, v in enumerate(row)] for i, row in enumerate(ROWS)]
for name, table, compression in [
    ("missing-row.arrow", pa.table({"vector": pa.array(GAPS, pa.list_(pa.float32(), 8))}), None),
    ("missing-row-list.arrow", pa.table({"vector": pa.array(GAPS, pa.list_(pa.float32()))}), "lz4"),
]:
    put(name, file(table, compression), matrices=[without(3)], **error("E_NONFINITE", "row 3"))
LAST = [None if i == 5 else row for i, row in enumerate(ROWS)]
put("missing-last.arrow", file(pa.table({"vector": pa.array(LAST, pa.list_(pa.float32()))}), rows=4), matrices=[without(5)], **error("E_NONFINITE", "row 5"))
put("missing-number.arrow", file(pa.table({"vector": pa.array(HOLE, pa.list_(pa.float32(), 8))})), matrices=[without((2, 5))],
    **error("E_NONFINITE", "row 2, column 5"))
STRUCT = pa.StructArray.from_arrays([fixed(X[:6])], ["vector"], mask=pa.array([False, False, True, False, False, False]))
put("missing-struct.arrow", file(pa.table({"out": STRUCT})), matrices=[without(2)], **error("E_NONFINITE", "row 2"))
SERIES = np.array([[1, 1], [np.nan, 2], [3, 3]])
put("nan-in-series.feather", feather_bytes(pa.table({"d0": [1.0, None, 3.0], "d1": [1.0, 2.0, 3.0]}), compression="lz4"), matrices=[matrix(SERIES)],
    **error("E_NONFINITE", "row 1, column 0"))
put("ragged.arrow", file(pa.table({"vector": pa.array([[1.0, 2.0], [3.0]])})), **error("E_SHAPE", 'column "vector"'))
put("ragged-even.arrow", file(pa.table({"vector": pa.array([[1.0], [2.0, 3.0, 4.0]])})), **error("E_SHAPE", 'column "vector"'))
put("overflow.arrow", file(pa.table({"vector": fixed(np.array([[1.0, 1e300]]))})), **error("E_OVERFLOW", "row 0, column 1"))
put("no-rows.arrow", file(BASE.slice(0, 0)), **error("E_EMPTY", "record batches"))
put("no-batches.arrows", stream(BASE.slice(0, 0)), **error("E_EMPTY", "record batches"))
put("no-columns.arrow", file(pa.table({"bytes": [b"a", b"b"]})), **error("E_NO_VECTORS", "all columns"))

# Refused by name.
put("version-1.feather", b"FEA1" + bytes(40) + struct.pack("<I", 32) + b"FEA1", says="Feather file of version 1", **error("E_FORMAT", "byte 0"))
plain = stream(pa.table({"vector": fixed(X[:4])}))

# Damaged.
whole = file(pa.table({"vector": fixed(X[:4])}))
put("empty.arrow", b"", **error("E_EMPTY", "byte 0"))
put("cut.arrow", whole[:-40], **error("E_TRUNCATED", "byte"))
put("cut.arrows", plain[:-60], **error("E_TRUNCATED", "byte"))
put("cut-header.arrows", plain[:300], **error("E_TRUNCATED|E_HEADER", "byte"))
put("magic-only.arrow", b"ARROW1\0\0", **error("E_TRUNCATED", "byte"))
put("text.arrow", "word,1,2\n", **error("E_FORMAT", "byte 0"))


def second_message(data):
    """Where the length of the second message stands."""
    (length,) = struct.unpack_from("<i", data, 4)
    return 8 + length + 4


at = second_message(plain)
put("negative-header.arrows", plain[:at] + struct.pack("<i", -24) + plain[at + 4:], says="claims -24 bytes", **error("E_HEADER", "message at byte"))
put("long-header.arrows", plain[:at] + struct.pack("<i", 2**31 - 1) + plain[at + 4:], **error("E_TRUNCATED", "byte"))


def patched(data, old, new, times=None):
    """Numbers of a header exchanged: each place where all of `old` stands in int64."""
    old, new = struct.pack(f"<{len(old)}q", *old), struct.pack(f"<{len(new)}q", *new)
    assert old in data and (times is None or data.count(old) == times), data.count(old)
    return data.replace(old, new)


# 4 rows of 8 numbers: nodes (4, 0) and (32, 0) of a batch.
plain_lists = stream(pa.table({"vector": lists(X[:4])}))
put("false-rows.arrows", patched(plain_lists, (32, 0), (2**40, 0)), says="claims more numbers than it has bytes", **error("E_HEADER", "message at byte"))
put("negative-rows.arrows", patched(plain, (4, 0, 32, 0), (-4, 0, 32, 0)), **error("E_HEADER", "message at byte"))
put("fewer-rows.arrows", patched(plain, (4, 0, 32, 0), (3, 0, 32, 0)), **error("E_HEADER", "message at byte"))
put("buffer-outside.arrows", patched(plain, (0, 128), (0, 2**33)), says="beyond the end", **error("E_HEADER", "message at byte"))
footer_at = len(whole) - 10
put("footer-negative.arrow", whole[:footer_at] + struct.pack("<i", -8) + whole[footer_at + 4:], **error("E_HEADER", "footer"))
put("footer-long.arrow", whole[:footer_at] + struct.pack("<i", len(whole)) + whole[footer_at + 4:], **error("E_HEADER", "footer"))

# Packed buffers that claim what cannot come out of them.
packed = stream(pa.table({"vector": fixed(EYE)}), "lz4")
claims = struct.pack("<q", EYE.nbytes)
where = packed.rindex(claims + b"\x04\x22\x4d\x18")
for name, size, says in [
    ("bomb.arrows", 2**40, "claims to unpack to"),
    ("negative-size.arrows", -2, "claims to unpack to"),
    ("smaller-size.arrows", EYE.nbytes - 4, "claims to unpack to"),
    ("larger-size.arrows", EYE.nbytes + 64, "cannot be unpacked"),
    ("false-marker.arrows", -1, "more values than it has bytes"),
]:
    put(name, packed[:where] + struct.pack("<q", size) + packed[where + 8:], says=says, **error("E_HEADER", 'column "vector"|"item"|"element"'))
put("damaged-block.arrows", packed[:where + 60] + bytes(8) + packed[where + 68:], says="cannot be unpacked", **error("E_HEADER", "column"))
packed = stream(pa.table({"vector": fixed(COARSE)}), "zstd")
where = packed.rindex(struct.pack("<q", COARSE.nbytes) + b"\x28\xb5\x2f\xfd")
put("damaged-block-zstd.arrows", packed[:where + 400] + bytes(8) + packed[where + 408:], says="cannot be unpacked", **error("E_HEADER", "column"))

# Frames.
words = " ".join(random.Random(1).choices(["river", "bank", "stone", "water", "of", "the"], k=400)).encode()
CONTENTS = {
    "empty": b"",
    "one byte": b"a",
    "repeated": b"abc" * 25000,
    "noise": RNG.bytes(600),
    "noise and zeros": (RNG.bytes(400) + bytes(70000)) * 2,
    "text": words,
    "skewed": RNG.geometric(0.3, 1500).astype("u1").tobytes(),
    "floats": X[:30].tobytes(),
    "one-hot": EYE[:600].tobytes(),
}
ABOVE_4_MIB = bytes((4 << 20) + 100_000)
frames = []


def frame(codec, name, content, data):
    sha = hashlib.sha256(content).hexdigest()
    frames.append({"codec": codec, "name": name, "size": len(content), "sha256": sha, "frame": base64.b64encode(data).decode()})


for name, content in CONTENTS.items():
    for codec in ["lz4", "zstd"]:
        frame(codec, f"{name}, pyarrow", content, pa.compress(content, codec=codec, asbytes=True))
    for block, linked in [(4, True), (5, False)]:
        data = lz4.frame.compress(content, block_size=block, block_linked=linked, content_checksum=True, block_checksum=linked, store_size=not linked)
        frame("lz4", f"{name}, blocks of size {block}, {'linked' if linked else 'apart'}, checksums", content, data)
    frame("zstd", f"{name}, level 19", content, zstandard.ZstdCompressor(level=19).compress(content))
    streaming = zstandard.ZstdCompressor(level=1, write_checksum=True).compressobj()
    frame("zstd", f"{name}, stream with checksum", content, streaming.compress(content) + streaming.flush())
frame("lz4", "zeros above 4 MiB", ABOVE_4_MIB, lz4.frame.compress(ABOVE_4_MIB, block_size=7, content_checksum=True))
frame("zstd", "zeros above 4 MiB", ABOVE_4_MIB, pa.compress(ABOVE_4_MIB, codec="zstd", asbytes=True))
text = {"madeBy": fixture.VERSIONS, "frames": frames}
(ROOT / "packing" / "frames.json").write_text(json.dumps(text, indent=2) + "\n")
