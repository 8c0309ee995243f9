#!/usr/bin/env python3
"""Writes the fixtures of Parquet with pyarrow (and those that are damaged on purpose byte by byte).

    python3 tools/golden/io/make_parquet.py      (needs pyarrow, pandas, numpy)
"""

import datetime
import decimal
import io
import re
import struct

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

import fixture
from fixture import column, error, matrix

fixture.VERSIONS += f", pyarrow {pa.__version__}, pandas {pd.__version__}"
ROWS, COLS = 12, 6
rng = np.random.default_rng(11)
base = rng.normal(size=(ROWS, COLS)).astype("<f4")
ids = [f"item {i}" for i in range(ROWS)]


def write(name, data, **expected):
    fixture.write("parquet", name, data, **expected)


def lists(x, kind=None, large=False):
    kind = kind or pa.from_numpy_dtype(x.dtype)
    return pa.array([list(row) for row in x], (pa.large_list if large else pa.list_)(kind))


def packed(table, **options):
    sink = io.BytesIO()
    if isinstance(table, dict):
        table = pa.table(table)
    pq.write_table(table, sink, **options)
    return sink.getvalue()


def vectors(x, **options):
    return packed({"id": ids[: len(x)], "vector": lists(x)}, **options)


# Kinds of lists and numbers
for name in ["float32", "float64", "float16", "int8", "int32", "int64", "uint8", "uint32", "uint64"]:
    scale = np.abs(base) * 90 if name[0] == "u" else base * 40
    x = scale.astype(name)
    if name == "uint32":
        x[0, 0] = 4_294_967_040
    if name == "uint64":
        x[0, 0] = 2**64 - 2**40
    write(f"list-{name}.parquet", vectors(x), matrices=[matrix(x)], ids=ids)
write("large-list.parquet", packed({"vector": lists(base, large=True)}), matrices=[matrix(base)])
fixed = pa.FixedSizeListArray.from_arrays(pa.array(base.ravel()), COLS)
write("fixed-size-list.pq", packed({"vector": fixed}), matrices=[matrix(base)])
required = pa.schema([pa.field("vector", pa.list_(pa.field("item", pa.float32(), nullable=False)), nullable=False)])
write("required.parquet", packed(pa.table([lists(base)], schema=pa.schema([pa.field("vector", pa.list_(pa.float32()))])).cast(required)),
      matrices=[matrix(base)])
write("one-number.parquet", packed({"vector": lists(base[:, :1])}), matrices=[matrix(base[:, :1])])
two = packed({"title_vector": lists(base), "body_vector": lists(base[:, :4] * 2), "id": ids})
write("two-vectors.parquet", two, matrices=[matrix(base[:, :4] * 2), matrix(base)], ids=ids)

# Codecs and encodings
bulk = np.repeat(rng.normal(size=(40, 16)).astype("<f4"), 3, axis=0)
for codec in ["none", "snappy", "gzip", "zstd", "brotli", "lz4"]:
    write(f"{codec}.parquet", vectors(bulk[:ROWS], compression=codec), matrices=[matrix(bulk[:ROWS])])
text = {"text": [f"the same words over and over {i % 3}" for i in range(len(bulk))]}
for page in ["1.0", "2.0"]:
    data = packed({"vector": lists(bulk), **text}, data_page_version=page, data_page_size=700, row_group_size=50, use_dictionary=False,
                  compression="zstd")
    write(f"pages-{page[0]}-groups.parquet", data, matrices=[matrix(bulk)],
          columns=[column("text", "category", text["text"][:3])])
write("dictionary.parquet", packed({"vector": lists(np.round(bulk)), **text}, use_dictionary=True, data_page_size=500),
      matrices=[matrix(np.round(bulk))])
write("byte-stream-split.parquet", packed({"vector": lists(bulk)}, use_dictionary=False, use_byte_stream_split=["vector.list.element"]),
      matrices=[matrix(bulk)])
whole = rng.integers(-(2**40), 2**40, size=(ROWS, COLS)) * (rng.random((ROWS, COLS)) > 0.4)
delta = packed({"vector": lists(whole), "n": whole[:, 0], "t": [f"prefix {i * 7}" for i in range(ROWS)], "u": ids},
               use_dictionary=False, column_encoding={"vector.list.element": "DELTA_BINARY_PACKED", "n": "DELTA_BINARY_PACKED",
                                                      "t": "DELTA_BYTE_ARRAY", "u": "DELTA_LENGTH_BYTE_ARRAY"})
write("delta.parquet", delta, matrices=[matrix(whole)],
      columns=[column("n", "number", [int(v) for v in whole[:3, 0]]), column("t", "text", ["prefix 0", "prefix 7", "prefix 14"]),
               column("u", "text", ids[:3])])
half = base.astype("float16")
write("float16-split.parquet", packed({"vector": lists(half)}, use_dictionary=False, use_byte_stream_split=True),
      matrices=[matrix(half)])

# Columns for dimensions, structs
write("columns.parquet", packed({**{f"dim_{c}": base[:, c] for c in range(COLS)}, "id": ids}, row_group_size=5), matrices=[matrix(base)],
      ids=ids)
frame = pd.DataFrame(base, columns=[str(c) for c in range(COLS)], index=pd.Index(ids, name="id"))
write("pandas-frame.parquet", packed(pa.Table.from_pandas(frame)), matrices=[matrix(base)], ids=ids)
struct_ = pa.StructArray.from_arrays([lists(base), pa.array(ids), pa.array(range(ROWS))], ["values", "id", "n"])
write("struct.parquet", packed({"item": struct_}), matrices=[matrix(base)],
      columns=[column("item.id", "text", ids[:3]), column("item.n", "number", [0, 1, 2])])
holes = pa.StructArray.from_arrays([lists(base)], ["values"], mask=pa.array([i == 4 for i in range(ROWS)]))
gap = base.copy()
gap[4] = np.nan
write("null-struct.parquet", packed({"item": holes}), matrices=[matrix(gap)], **error("E_NONFINITE", "row 4, column 0"))

# Missing numbers and lists
holed = [[float(v) for v in row] for row in base]
holed[3][4] = None
seen = base.copy()
seen[3, 4] = np.nan
write("null-in-list.parquet", packed({"vector": pa.array(holed, pa.list_(pa.float32()))}), matrices=[matrix(seen)],
      **error("E_NONFINITE", "row 3, column 4"))
holed = [None if i == 7 else [float(v) for v in row] for i, row in enumerate(base)]
seen = base.copy()
seen[7] = np.nan
write("null-list.parquet", packed({"vector": pa.array(holed, pa.list_(pa.float32()))}), matrices=[matrix(seen)],
      **error("E_NONFINITE", "row 7, column 0"))
first = [None] + [[float(v) for v in row] for row in base[1:]]
seen = base.copy()
seen[0] = np.nan
write("null-first.parquet", packed({"vector": pa.array(first, pa.list_(pa.float32()))}, data_page_version="2.0"), matrices=[matrix(seen)],
      **error("E_NONFINITE", "row 0, column 0"))
ragged = [[1.0, 2.0, 3.0], [1.0, 2.0, 3.0], [1.0, 2.0]]
write("ragged.parquet", packed({"vector": pa.array(ragged, pa.list_(pa.float32()))}), **error("E_RAGGED", 'column "vector", row 2'))
write("ragged-even.parquet", packed({"vector": pa.array([[1.0], [1.0, 2.0, 3.0]], pa.list_(pa.float64()))}),
      **error("E_RAGGED", 'column "vector", row 0'))
write("empty-list.parquet", packed({"vector": pa.array([[1.0, 2.0], [], [1.0, 4.0]], pa.list_(pa.float32()))}),
      **error("E_RAGGED|E_NONFINITE", 'column "vector", row 1|row 1'))
tags = pa.array([["a"], ["b", "c"], []] * 4, pa.list_(pa.string()))
tokens = pa.array([list(range(i)) for i in range(ROWS)], pa.list_(pa.int64()))
write("beside.parquet", packed({"id": ids, "vector": lists(base), "tags": tags, "tokens": tokens,
                                "raw": pa.array([b"\xff"] * ROWS), "nested": pa.array([[[1.0]]] * ROWS),
                                "map": pa.array([[("a", 1)]] * ROWS, pa.map_(pa.string(), pa.int32()))}),
      matrices=[matrix(base)], ids=ids, notes=["column tags holds lists", "column raw holds raw bytes", "column nested holds nested lists",
                                               "column map holds a map"])

# Metadata of every type
day = datetime.datetime(2024, 2, 29, 13, 5, 9, 120000)
kinds = pa.table({
    "vector": lists(base[:3]),
    "bool": pa.array([True, False, None]),
    "date": pa.array([day.date(), datetime.date(1969, 12, 31), None]),
    "ms": pa.array([day, datetime.datetime(1969, 12, 31, 23, 59, 59), None], pa.timestamp("ms")),
    "utc": pa.array([day, day.replace(microsecond=1), None], pa.timestamp("us", "UTC")),
    "time": pa.array([day.time(), datetime.time(0, 0, 1), None], pa.time64("us")),
    "decimal": pa.array([decimal.Decimal("1.50"), decimal.Decimal("-0.07"), None], pa.decimal128(9, 2)),
    "wide": pa.array([decimal.Decimal("1234567890123456789012.5"), decimal.Decimal("-3.0"), None], pa.decimal256(50, 1)),
    "category": pa.array(["red", "blue", None]).dictionary_encode(),
    "float16": pa.array(np.array([0.5, -2, 3], "float16")),
    "float": pa.array([0.5, float("nan"), None]),
    "int64": pa.array([2**60 + 1, -5, None]),
    "uint64": pa.array([2**64 - 1, 5, None], pa.uint64()),
    "text": pa.array(["a,\"b\"\n", "", "é😀"]),
})
types = [
    column("bool", "category", ["true", "false", None]), column("date", "category", ["2024-02-29", "1969-12-31", None]),
    column("ms", "category", ["2024-02-29T13:05:09.12", "1969-12-31T23:59:59", None]),
    column("utc", "category", ["2024-02-29T13:05:09.12Z", "2024-02-29T13:05:09.000001Z", None]),
    column("time", "category", ["13:05:09.12", "00:00:01", None]), column("decimal", "number", [1.5, -0.07, None]),
    column("wide", "number", [1234567890123456789012.5, -3, None]), column("category", "category", ["red", "blue", None]),
    column("float16", "number", [0.5, -2, 3]), column("float", "number", [0.5, None, None]),
    column("int64", "number", [float(2**60 + 1), -5, None]), column("uint64", "number", [float(2**64 - 1), 5, None]),
    column("text", "category", ["a,\"b\"\n", None, "é😀"]),
]
kinds = pa.concat_tables([kinds] * 4)
fourfold = np.concatenate([base[:3]] * 4)
write("metadata.parquet", packed(kinds), matrices=[matrix(fourfold)], columns=types)
write("metadata-2.parquet", packed(kinds, data_page_version="2.0", use_dictionary=False, compression="gzip"), matrices=[matrix(fourfold)],
      columns=types)
old = packed({"vector": lists(base[:2]), "when": pa.array([day, None], pa.timestamp("ns"))}, use_deprecated_int96_timestamps=True)
write("int96.parquet", old, matrices=[matrix(base[:2])], columns=[column("when", "text", ["2024-02-29T13:05:09.12", None])])
write("no-vectors.parquet", packed({"name": ids, "count": list(range(ROWS))}), metadata=True,
      columns=[column("name", "text", ids[:3]), column("count", "number", [0, 1, 2])])

# What Embedding Atlas writes (its backend: projection.py, data_source.py): columns of the data, then the map and the neighbours.
atlas = pd.DataFrame({"text": [f"a review {i}" for i in range(ROWS)], "vector": [row for row in base]})
map_ = rng.normal(size=(ROWS, 2))
atlas["projection_x"] = map_[:, 0].tolist()
atlas["projection_y"] = map_[:, 1].tolist()
near = np.argsort(((map_[:, None] - map_[None]) ** 2).sum(-1), axis=1)[:, :3].astype("int32")
far = np.take_along_axis(((map_[:, None] - map_[None]) ** 2).sum(-1), near, 1).astype("<f4")
atlas["__neighbors"] = [{"distances": b, "ids": a} for a, b in zip(near, far)]
atlas["__row_index__"] = range(ROWS)
places = [column(f"projection_{axis}", "number", [float(v) for v in map_[:3, c]]) for c, axis in enumerate("xy")]
said = ["column __neighbors holds nearest neighbours"]
data = packed(pa.Table.from_pandas(atlas))
assert pq.read_schema(io.BytesIO(data)).field("__neighbors").type.num_fields == 2
atlas_columns = [column("text", "text", list(atlas["text"][:3])), *places, column("__row_index__", "number", [0, 1, 2])]
write("embedding-atlas.parquet", data, matrices=[matrix(base)], columns=atlas_columns, notes=said)
write("embedding-atlas-map.parquet", packed(pa.Table.from_pandas(atlas.drop(columns=["vector"]))), matrices=[matrix(map_)],
      columns=atlas_columns, notes=said)

# Named wrongly, empty, encrypted, cut short
plain = vectors(base)
write("named-wrongly.npy", plain, matrices=[matrix(base)])
write("no-rows.parquet", vectors(base[:0]), **error("E_EMPTY", "footer"))
write("encrypted.parquet", b"PARE" + plain[4:-4] + b"PARE", **error("E_FORMAT", "footer"), says="encrypted")
write("cut-short.parquet", plain[:-20], **error("E_TRUNCATED", "byte"))
write("cut-in-data.parquet", plain[:200], **error("E_TRUNCATED", "byte"))
write("magic-only.parquet", b"PAR1", **error("E_TRUNCATED", "byte 4"))
write("magic-twice.parquet", b"PAR1PAR1", **error("E_TRUNCATED|E_HEADER", "byte 8|footer"))
write("footer-absurd.parquet", plain[:-8] + struct.pack("<I", 2**32 - 1) + b"PAR1", **error("E_HEADER", "footer"))
write("footer-zero.parquet", plain[:-8] + struct.pack("<I", 0) + b"PAR1", **error("E_HEADER", "footer"))


# Hostile: what the footer and the headers of pages claim. A compact-protocol writer for just that.
def varint(n):
    out = b""
    while n > 127:
        out += bytes([n & 127 | 128])
        n >>= 7
    return out + bytes([n])


def zigzag(n):
    return varint(n << 1 if n >= 0 else (-n << 1) - 1)


def fields(*items):
    """Fields of a struct as (id, value): int as i32, ("l", n) as i64, bytes as binary, list as list, None left out."""
    out, last = b"", 0
    for number, value in items:
        if value is None:
            continue
        kind, body = encoded(value)
        out += bytes([(number - last) << 4 | kind]) + body
        last = number
    return out + b"\0"


def encoded(value):
    if isinstance(value, tuple) and value[0] == "l":
        return 6, zigzag(value[1])
    if isinstance(value, tuple) and value[0] == "s":
        return 12, value[1]
    if isinstance(value, int):
        return 5, zigzag(value)
    if isinstance(value, bytes):
        return 8, varint(len(value)) + value
    kinds = [encoded(v) for v in value]
    return 9, (bytes([len(kinds) << 4 | kinds[0][0]]) if len(kinds) < 15 else bytes([0xF0 | kinds[0][0]]) + varint(len(kinds))) + b"".join(
        body for _, body in kinds)


def page(body, values, unpacked=None, packed_size=None):
    header = ("s", fields((1, values), (2, 0), (3, 3), (4, 3)))
    return fields((1, 0), (2, len(body) if unpacked is None else unpacked), (3, len(body) if packed_size is None else packed_size), (5, header)) + body


def by_hand(data, values, codec=0, rows=None, size=None, offset=4, schema=None, names=(b"x",)):
    """Columns of REQUIRED float over the same pages."""
    rows = values if rows is None else rows
    size = len(data) if size is None else size
    element = lambda name: ("s", fields((1, 4), (3, 0), (4, name)))
    root = ("s", fields((4, b"root"), (5, len(names))))
    meta = lambda name: ("s", fields((1, 4), (2, [0]), (3, [name]), (4, codec), (5, ("l", values)), (6, ("l", size)), (7, ("l", size)), (9, ("l", offset))))
    chunk = lambda name: ("s", fields((2, ("l", 4)), (3, meta(name))))
    group = ("s", fields((1, [chunk(n) for n in names]), (2, ("l", size)), (3, ("l", rows))))
    footer = fields((1, 1), (2, schema or [root] + [element(n) for n in names]), (3, ("l", rows)), (4, [group]))
    return b"PAR1" + data + footer + struct.pack("<I", len(footer)) + b"PAR1"


four = np.arange(4, dtype="<f4").tobytes()
sound = by_hand(page(four, 4), 4, names=(b"x0", b"x1"))
write("by-hand.parquet", sound, matrices=[matrix(np.stack([np.arange(4, dtype="<f4")] * 2, 1))])
pair = {"names": (b"x0", b"x1")}
at = 'column "x0"'
write("rows-absurd.parquet", by_hand(page(four, 4), 2**30, **pair), **error("E_LIMIT|E_HEADER", "footer|column"))
write("rows-more.parquet", by_hand(page(four, 4), 5, **pair), **error("E_HEADER", at))
write("rows-negative.parquet", by_hand(page(four, 4), 4, rows=-4, **pair), **error("E_HEADER", "footer"))
write("values-differ.parquet", by_hand(page(four, 4), 4, rows=3, **pair), **error("E_HEADER", at))
write("chunk-beyond.parquet", by_hand(page(four, 4), 4, size=2**40, **pair), **error("E_TRUNCATED|E_HEADER", 'column|footer'))
write("offset-beyond.parquet", by_hand(page(four, 4), 4, offset=2**50, **pair), **error("E_TRUNCATED|E_HEADER", 'column|footer'))
write("page-too-many.parquet", by_hand(page(four, 2**30), 4, **pair), **error("E_HEADER", at))
write("page-too-few.parquet", by_hand(page(four[:8], 4), 4, **pair), **error("E_HEADER", at))
write("page-beyond.parquet", by_hand(page(four, 4, packed_size=2**30), 4, **pair), **error("E_HEADER", at))
write("page-claims-gigabyte.parquet", by_hand(page(four, 4, unpacked=2**30), 4, codec=1, **pair), **error("E_HEADER", at))
write("snappy-nonsense.parquet", by_hand(page(four, 4, unpacked=16), 4, codec=1, **pair), **error("E_HEADER", at))
write("codec-unknown.parquet", by_hand(page(four, 4), 4, codec=99, **pair), **error("E_HEADER", "footer|column"))
# Bombs: copies of 64 bytes (snappy), runs (zstd).
n = 1 << 22
copies = varint(4 * n) + b"\0\0" + b"".join(bytes([63 << 2 | 2, 1, 0]) for _ in range(4 * n // 64 - 1)) + bytes([62 << 2 | 2, 1, 0])
short = copies[:20_000]
write("bomb-snappy.parquet", by_hand(page(short, n, unpacked=4 * n), n, codec=1, **pair), **error("E_HEADER|E_LIMIT", "column|footer"))
zeros = pa.compress(bytes(1 << 26), "zstd", asbytes=True)
write("bomb-zstd.parquet", by_hand(page(zeros, 1 << 24, unpacked=1 << 26), 1 << 24, codec=6, **pair), **error("E_HEADER|E_LIMIT", "column|footer"))
lying = pa.compress(bytes(1 << 20), "zstd", asbytes=True)
write("bomb-zstd-lies.parquet", by_hand(page(lying, 4, unpacked=16), 4, codec=6, **pair), **error("E_HEADER", at))
write("schema-loop.parquet", by_hand(page(four, 4), 4, schema=[("s", fields((4, b"root"), (5, 2**31 - 1))), ("s", fields((4, b"a"), (5, 2**31 - 1)))]),
      **error("E_HEADER|E_NO_VECTORS", ".*"))
write("schema-proto.parquet", by_hand(page(four, 4), 4, names=(b"__proto__", b"constructor")), metadata=True,
      columns=[column("__proto__", "number", [0, 1, 2]), column("constructor", "number", [0, 1, 2])])
