#!/usr/bin/env python3
"""Writes the fixtures of npy, csv and json.

    /usr/bin/python3 tools/golden/io/make_fixtures.py
"""

import base64
import io
import json
import struct
import zipfile

import numpy as np
from numpy.lib import format as npy

from fixture import ROOT, column, error, matrix, number, write


def npy_bytes(x, version=None, **options):
    out = io.BytesIO()
    npy.write_array(out, x, version=version, **options)
    return out.getvalue()


def raw_npy(header, body=b"", version=1, length=None):
    """An npy file with any header text, right or wrong."""
    text = header.encode("latin1")
    size = len(text) if length is None else length
    field = struct.pack("<H", size) if version == 1 else struct.pack("<I", size)
    return b"\x93NUMPY" + bytes([version, 0]) + field + text + body


def make_npy():
    rng = np.random.default_rng(7)
    base = rng.normal(size=(7, 6))
    for code in ["b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8"]:
        for order in ["<", ">"] if code[1] != "1" else ["|"]:
            dtype = np.dtype(order + code)
            x = (base > 0) if code == "b1" else (np.abs(base * 40) if code[0] == "u" else base * 40)
            x = x.astype(dtype)
            side = {"<": "le", ">": "be", "|": "byte"}[order]
            expected = matrix(x, dtype.newbyteorder("=").name)
            write("npy", f"{dtype.newbyteorder('=').name}-{side}.npy", npy_bytes(x), matrices=[expected])
    fortran = np.asfortranarray(base.astype(">f8"))
    write("npy", "fortran-float64-be.npy", npy_bytes(fortran), matrices=[matrix(fortran, "float64")])
    fortran = np.asfortranarray(base.astype("<f4"))
    write("npy", "fortran-float32.npy", npy_bytes(fortran), matrices=[matrix(fortran)])
    f32 = base.astype("<f4")
    for version in [(1, 0), (2, 0), (3, 0)]:
        data = npy_bytes(f32, version)
        write("npy", f"version-{version[0]}.npy", data, matrices=[matrix(f32)])
    extreme = np.array([[-(2**63), 2**63 - 1], [2**53 + 1, -5]], dtype="<i8")
    write("npy", "int64-extreme.npy", npy_bytes(extreme), matrices=[matrix(extreme)],
          notes=["2 integers above 2\\^24"])
    largest = np.array([[0, 2**64 - 1], [2**24 + 1, 7]], dtype=">u8")
    write("npy", "uint64-extreme-be.npy", npy_bytes(largest), matrices=[matrix(largest, "uint64")],
          notes=["2 integers above 2\\^24"])
    halves = np.array([[6e-8, 65504, -0.0], [1e-5, 0.1, -2]], dtype="<f2")
    write("npy", "float16-subnormal.npy", npy_bytes(halves), matrices=[matrix(halves)])
    tiny = np.array([[1e-300, 1.0], [2.0, 3.0]])
    write("npy", "float64-underflow.npy", npy_bytes(tiny), matrices=[matrix(tiny)],
          notes=["1 value too small for float32"])
    one = np.array([[3.5]], dtype="<f8")
    write("npy", "one-value.npy", npy_bytes(one), matrices=[matrix(one)])
    write("npy", "trailing-bytes.npy", npy_bytes(f32) + b"12345", matrices=[matrix(f32)],
          notes=["5 bytes after the array"])
    write("npy", "named-wrongly.csv", npy_bytes(f32), matrices=[matrix(f32)])
    zero = f32.copy()
    zero[[2, 5]] = 0
    write("npy", "zero-rows.npy", npy_bytes(zero), matrices=[matrix(zero)],
          notes=["2 rows all zero \\(first: row 2"])
    native = b"{'descr': '=f4', 'fortran_order': False, 'shape': (7L, 6L)}".decode()
    write("npy", "python2-native-order.npy", raw_npy(native, f32.tobytes()), matrices=[matrix(f32)])

    holes = f32.copy()
    holes[3, 4] = np.nan
    holes[5, 0] = np.inf
    write("npy", "nan.npy", npy_bytes(holes), matrices=[matrix(holes)], **error("E_NONFINITE", "row 3, column 4"))
    big = np.array([[1.0, 2.0], [1e39, 3.0]])
    write("npy", "float64-overflow.npy", npy_bytes(big), **error("E_OVERFLOW", "row 1, column 0"))
    whole = npy_bytes(f32)
    write("npy", "truncated.npy", whole[:-10], **error("E_TRUNCATED", f"byte {len(whole) - 10}"))
    write("npy", "truncated-header.npy", whole[:40], **error("E_HEADER", "byte 8"))
    write("npy", "magic-only.npy", whole[:6], **error("E_HEADER", "byte 0"))
    claim = "{'descr': '<f4', 'fortran_order': False, 'shape': (%s, 4), }\n"
    write("npy", "claims-2-40-rows.npy", raw_npy(claim % (1 << 40), bytes(64)), **error("E_TRUNCATED", "byte "))
    write("npy", "claims-10-400-rows.npy", raw_npy(claim % ("9" * 60), bytes(64)), **error("E_TRUNCATED", "byte "))
    write("npy", "negative-shape.npy", raw_npy(claim % -4, bytes(64)), **error("E_HEADER", "byte "))
    write("npy", "header-code.npy", raw_npy("__import__('os').system('true')"), **error("E_HEADER", "byte 10"))
    write("npy", "header-list.npy", raw_npy("['descr']"), **error("E_HEADER", "byte 10"))
    write("npy", "header-deep.npy", raw_npy("(" * 5000), **error("E_HEADER", "byte "))
    write("npy", "header-no-shape.npy", raw_npy("{'descr': '<f4', 'fortran_order': False}"), **error("E_HEADER", "byte"))
    write("npy", "header-length-absurd.npy", raw_npy("{", version=2, length=0xFFFFFFF0), **error("E_HEADER", "byte 8"))
    write("npy", "version-9.npy", raw_npy("{}", version=9), **error("E_HEADER", "byte 6"))
    for name, x in {
        "complex": np.ones((2, 2), "<c8"),
        "text": np.array([["a", "b"]]),
        "bytes": np.array([[b"a", b"b"]]),
        "structured": np.zeros((2, 2), [("a", "<f4"), ("b", "<i4")]),
        "dates": np.array([["2020-01-01"]], "<M8[D]"),
        "raw-bfloat16": np.zeros((2, 2), "V2"),
        "longdouble": np.ones((2, 2), np.longdouble),
    }.items():
        write("npy", f"refused-{name}.npy", npy_bytes(x), **error("E_DTYPE", "header, descr"))
    objects = npy_bytes(np.array([[{}, []]], dtype=object), allow_pickle=True)
    write("npy", "refused-object.npy", objects, **error("E_DTYPE", "header, descr"))
    for name, x in {"0d": np.float32(3), "3d": f32.reshape(7, 3, 2), "no-rows": f32[:0], "no-cols": f32[:, :0]}.items():
        write("npy", f"shape-{name}.npy", npy_bytes(np.asarray(x)), **error("E_SHAPE", "header, shape"))
    for name, x, kind, first in [
        ("1d", np.array([2, 0, 2, 1], "<i8"), "number", [2, 0, 2]),
        ("1d-texts", np.array(["a", "\u00e9", "", "a"]), "category", ["a", "\u00e9", None]),
        ("1d-big-endian", np.array([0.5, 2.25, -1.0], ">f4"), "number", [0.5, 2.25, -1.0]),
    ]:
        write("npy", f"shape-{name}.npy", npy_bytes(x), matrices=[], columns=[column(f"shape-{name}", kind, first)], metadata=True)
    write("npy", "shape-1d-truncated.npy", npy_bytes(np.arange(9.0))[:-20], **error("E_TRUNCATED", "byte "))
    write("npy", "empty.npy", b"", **error("E_EMPTY", "byte 0"))
    write("npy", "pdf.npy", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", **error("E_FORMAT", "byte 0"), says="PDF")
    write("npy", "gif.npy", b"GIF89a" + bytes(20), **error("E_FORMAT", "byte 0"), says="GIF")
    write("npy", "page.npy", "<!DOCTYPE html><html><title>404</title>", **error("E_FORMAT", "byte 0"), says="web page")
    write("npy", "parquet.npy", b"PAR1" + bytes(20) + b"PAR1", **error("E_HEADER", "footer"), says="no valid Parquet")
    lfs = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 12345\n"
    write("npy", "lfs-pointer.npy", lfs, **error("E_FORMAT", "byte 0"), says="Git LFS")
    write("npy", "text.npy", "0.1,0.2\n0.3,0.4\n", **error("E_FORMAT", "byte 0"), says="not a NumPy array")
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w") as z:
        z.writestr(zipfile.ZipInfo("readme.txt"), "hello")
    write("npy", "zip.npy", plain.getvalue(), **error("E_FORMAT", "byte 0"), says="zip")


WORDS = ["king", "queen", "river", "stream", "run"]
POS = ["noun", "noun", "noun", "noun", "verb"]


def rows_of(x, before=None, after=None, sep=",", fmt="%.6g"):
    lines = []
    for i, row in enumerate(x):
        cells = [fmt % v for v in row]
        if before:
            cells = [str(b[i]) for b in before] + cells
        if after:
            cells = cells + [str(a[i]) for a in after]
        lines.append(sep.join(cells))
    return "\n".join(lines) + "\n"


def make_csv():
    rng = np.random.default_rng(11)
    x = np.array([[float("%.6g" % v) for v in row] for row in rng.normal(size=(5, 4))])
    m = [matrix(x, "text")]
    word = column("word", "text", WORDS[:3])
    pos = column("pos", "category", POS[:3])
    label = column("label", "text", WORDS[:3])

    def vectors(name, data, columns=(), **more):
        write("csv", name, data, matrices=m, columns=list(columns), **more)

    vectors("dim-names.csv", "word,dim_0,dim_1,dim_2,dim_3\n" + rows_of(x, [WORDS]), [word], ids=WORDS)
    vectors("label-last.csv", "d0,d1,d2,d3,word,pos\n" + rows_of(x, None, [WORDS, POS]), [word, pos], ids=WORDS)
    vectors("plain-numbers-as-names.csv", "0,1,2,3\n" + rows_of(x))
    vectors("pandas-index.csv", ",0,1,2,3\n" + rows_of(x, [range(5)]), [column("index", "number", [0, 1, 2])])
    vectors("no-header.csv", rows_of(x, [WORDS]), [label], ids=WORDS)
    vectors("no-header-label-last.csv", rows_of(x, None, [WORDS]), [label], ids=WORDS)
    vectors("no-header-integer-label.csv", rows_of(x, [[3, 1, 3, 1, 2]]), [column("label", "category", ["3", "1", "3"])])
    vectors("projector-vectors.tsv", rows_of(x, sep="\t"))
    vectors("trailing-tab.tsv", rows_of(x, sep="\t").replace("\n", "\t\n"))
    vectors("semicolon.csv", "word;x1;x2;x3;x4\n" + rows_of(x, [WORDS], sep=";"), [word], ids=WORDS)
    vectors("bar.csv", "word|v1|v2|v3|v4\n" + rows_of(x, [WORDS], sep="|"), [word], ids=WORDS)
    vectors("decimal-comma.csv", "word;x1;x2;x3;x4\n" + rows_of(x, [WORDS], sep=";").replace(".", ","), [word], ids=WORDS,
            notes=["decimal sign is a comma"])
    vectors("decimal-comma.tsv", rows_of(x, sep="\t").replace(".", ","), notes=["decimal sign is a comma"])
    text = "word,dim_0,dim_1,dim_2,dim_3\n" + rows_of(x, [WORDS])
    vectors("bom-utf8.csv", b"\xef\xbb\xbf" + text.encode(), [word], ids=WORDS)
    vectors("bom-utf16le.csv", b"\xff\xfe" + text.encode("utf-16-le"), [word], ids=WORDS)
    vectors("bom-utf16be.csv", b"\xfe\xff" + text.encode("utf-16-be"), [word], ids=WORDS)
    vectors("crlf.csv", text.replace("\n", "\r\n"), [word], ids=WORDS)
    vectors("old-mac.csv", text.replace("\n", "\r"), [word], ids=WORDS)
    vectors("no-last-line-end.csv", text.rstrip("\n"), [word], ids=WORDS)
    vectors("blank-lines.csv", text.replace("\nriver", "\n\nriver") + "\n\n", [word], ids=WORDS)
    vectors("spaces.txt", rows_of(x, [WORDS], sep=" "), [label], ids=WORDS)
    vectors("unknown-ending.dat", text, [word], ids=WORDS)
    quoted = ["New York, NY", 'a "b" c', "two\nlines", "x", "y"]
    cells = ['"' + q.replace('"', '""') + '"' for q in quoted]
    vectors("quotes.csv", "name,d0,d1,d2,d3\n" + rows_of(x, [cells]), [column("name", "text", quoted[:3])], ids=quoted)
    lone = ['"', "''", '"x"', "a", "b"]
    vectors("lone-quote.tsv", "word\tf0\tf1\tf2\tf3\n" + rows_of(x, [lone], sep="\t"),
            [column("word", "text", ['"', "''", "x"])])
    vectors("lone-quote.csv", "word,f0,f1,f2,f3\n" + rows_of(x, [['"', "b", "c", "d", "e"]]),
            [column("word", "text", ['"', "b", "c"])], notes=["taken literally"])
    west = ["façade", "Öl", "über", "été", "ñ"]
    vectors("windows-1252.csv", ("word,d0,d1,d2,d3\n" + rows_of(x, [west])).encode("cp1252"),
            [column("word", "text", west[:3])], notes=["Windows-1252"])
    vectors("repeated-ids.csv", "word,d0,d1,d2,d3\n" + rows_of(x, [WORDS[:4] + ["king"]]),
            [column("word", "category", ["king", "queen", "river"])])
    vectors("words-null-na.csv", "word,d0,d1,d2,d3\n" + rows_of(x, [["null", "NA", "nan", "None", "true"]]),
            [column("word", "text", ["null", "NA", "nan"])], ids=["null", "NA", "nan", "None", "true"])
    kaggle = np.arange(30).reshape(3, 10)
    write("csv", "pixels.csv", "label," + ",".join(f"pixel{i}" for i in range(10)) + "\n" + rows_of(kaggle, [[5, 0, 5]], fmt="%d"),
          matrices=[matrix(kaggle, "text")], columns=[column("label", "category", ["5", "0", "5"])])

    def table(name, data, columns, **more):
        write("csv", name, data, matrices=[], columns=columns, metadata=True, **more)

    table("projector-metadata-one-column.tsv", "\n".join(WORDS) + "\n", [column("projector-metadata-one-column", "text", WORDS[:3])])
    table("projector-metadata.tsv", "Word\tCount\nthe\t10\nof\t7\nand\t3\n",
          [column("Word", "text", ["the", "of", "and"]), column("Count", "number", [10, 7, 3])])
    table("types.csv",
          "id,kind,size,label,mixed,flag\na,x,1.5,1,1,true\nb,y,NA,2,b,false\nc,x,,1,3,true\nd,NA,2e3,2,,false\n",
          [column("id", "text", ["a", "b", "c"]), column("kind", "category", ["x", "y", "x"]),
           column("size", "number", [1.5, None, None]), column("label", "category", ["1", "2", "1"]),
           column("mixed", "text", ["1", "b", "3"]), column("flag", "category", ["true", "false", "true"])])
    table("hex-is-text.csv", "code,n\n0x10,1\n0x11,2\n", [column("code", "text", ["0x10", "0x11"]), column("n", "number", [1, 2])])
    table("leading-zeros.csv", "zip,town\n01234,A\n00501,B\n",
          [column("zip", "number", [1234, 501]), column("town", "text", ["A", "B"])])

    bad = lambda name, data, code, place, **more: write("csv", name, data, **error(code, place), **more)
    bad("ragged.csv", text.replace("river,", "river,9,"), "E_RAGGED", "^line 4$")
    bad("ragged-after-lines-in-quotes.csv", 'name,note\na,"1\n2\n3"\nb,x\nc\n', "E_RAGGED", "^line 6$")
    bad("not-a-number.csv", text + "bad,1,2,oops,4\n", "E_VALUE", "^line 7, column dim_2$")
    bad("header-only.csv", "word,dim_0,dim_1\n\n", "E_EMPTY", "line 1")
    holes = np.array([[1, 2], [np.nan, 3], [4, 5]])
    bad("missing-value.csv", "word,d0,d1\na,1,2\nb,,3\nc,4,5\n", "E_NONFINITE", "^line 3, column d0$",
        matrices=[matrix(holes, "text")])
    bad("binary.csv", bytes(range(256)) * 8, "E_FORMAT", "byte 0", says="binary")
    bad("unclosed-quote.csv", 'name,note\na,"never, closed\nb,x\nc,y\n', "E_QUOTE", "^line 2$")
    bad("pdf.csv", b"%PDF-1.4\n1 0 obj", "E_FORMAT", "byte 0", says="PDF")
    bad("empty.csv", b"", "E_EMPTY", "byte 0")
    bad("blank.csv", b"\n\n \n", "E_EMPTY", "line 1")


def make_json():
    cols = [column("word", "text", ["king", "queen", "run"]), column("pos", "category", ["noun", "noun", "verb"]),
            column("n", "number", [1, 2.5, None])]
    objects = [{"word": "king", "pos": "noun", "n": 1}, {"word": "queen", "pos": "noun", "n": 2.5}, {"word": "run", "pos": "verb", "n": None}]

    def table(name, value, columns=cols, **more):
        text = value if isinstance(value, (str, bytes)) else json.dumps(value)
        write("json", name, text, matrices=[], columns=columns, metadata=True, **more)

    table("objects.json", objects)
    table("columns.json", {k: [o[k] for o in objects] for k in ["word", "pos", "n"]})
    table("pandas.json", {k: {str(i): o[k] for i, o in enumerate(objects)} for k in ["word", "pos", "n"]})
    table("by-id.json", {o["word"]: {"pos": o["pos"]} for o in objects},
          [column("id", "text", ["king", "queen", "run"]), column("pos", "category", ["noun", "noun", "verb"])])
    table("lines.jsonl", "\n".join(json.dumps(o) for o in objects) + "\n")
    table("bom.json", b"\xef\xbb\xbf" + json.dumps(objects).encode())
    table("list.json", ["a", "b", "a"], [column("list", "category", ["a", "b", "a"])])
    table("missing-keys.json", [{"a": "x"}, {"b": True}, {"a": "x", "b": False}],
          [column("a", "category", ["x", None, "x"]), column("b", "text", [None, "true", "false"])])
    table("prototype.json", '[{"__proto__": "x", "constructor": 1}, {"__proto__": "y", "constructor": 2}]',
          [column("__proto__", "text", ["x", "y"]), column("constructor", "number", [1, 2])])
    table("nested.json", [{"id": "a", "o": {"k": 1}}, {"id": "b", "o": {"k": 2}}],
          [column("id", "text", ["a", "b"]), column("o", "text", ['{"k":1}', '{"k":2}'])], notes=["shown as JSON text"])
    table("vocab.json", {"b": 1, "7": 0, "<pad>": 2, "\u0120c": 4},
          [column("token", "text", ["7", "b", "<pad>"]), column("index", "number", [0, 1, 2])])
    x = np.array([[0.5, 1, -2], [3, 4.25, 5]])
    write("json", "vectors.json", json.dumps(x.tolist()), matrices=[matrix(x, "text")], columns=[])
    write("json", "embeddings.json", json.dumps([{"id": i, "embedding": r} for i, r in zip("ab", x.tolist())]),
          matrices=[matrix(x, "text")], columns=[column("id", "text", ["a", "b"])], ids=["a", "b"])

    vectors = [matrix(x, "text")]
    kind = [column("id", "text", ["a", "b"]), column("kind", "category", ["p", "p"])]
    rows = x.tolist()
    chroma = {"ids": ["a", "b"], "embeddings": rows, "documents": ["one", "two"], "uris": None, "data": None,
              "metadatas": [{"kind": "p", "n": 1}, {"kind": "p", "n": 2}], "included": ["embeddings", "documents", "metadatas"]}
    write("json", "chroma.json", json.dumps(chroma), matrices=vectors, ids=["a", "b"],
          columns=[column("ids", "text", ["a", "b"]), column("documents", "text", ["one", "two"]),
                   column("kind", "category", ["p", "p"]), column("n", "number", [1, 2])])
    answer = {"object": "list", "model": "m", "usage": {"total_tokens": 5},
              "data": [{"object": "embedding", "index": i, "embedding": r} for i, r in enumerate(rows)]}
    write("json", "openai.json", json.dumps(answer), matrices=vectors,
          columns=[column("object", "category", ["embedding", "embedding"]), column("index", "number", [0, 1])])
    packed = [base64.b64encode(np.asarray(r, "<f4").tobytes()).decode() for r in np.hstack([x, x])]
    answer["data"] = [{"index": i, "embedding": r} for i, r in enumerate(packed)]
    write("json", "openai-base64.json", json.dumps(answer), matrices=[matrix(np.hstack([x, x]).astype("<f4"), "text")],
          columns=[column("index", "number", [0, 1])])
    answer["data"][1]["embedding"] = packed[1][:-3]
    write("json", "openai-base64-cut.json", json.dumps(answer), **error("E_VALUE", 'item 1, "embedding"'))
    pinecone = {"namespace": "", "vectors": [{"id": i, "values": r, "metadata": {"kind": "p"}} for i, r in zip("ab", rows)]}
    write("json", "pinecone.json", json.dumps(pinecone), matrices=vectors, columns=kind, ids=["a", "b"])
    qdrant = {"status": "ok", "time": 0.1, "result": {"next_page_offset": None, "points": [
        {"id": i, "vector": r, "payload": {"kind": "p", "id": 7, "__proto__": "x"}} for i, r in zip("ab", rows)]}}
    write("json", "qdrant.json", json.dumps(qdrant), matrices=vectors, ids=["a", "b"],
          columns=kind + [column("payload.id", "number", [7, 7]), column("__proto__", "category", ["x", "x"])])
    lines = [{"id": i, "vector": r, "metadata": {"kind": "p"}} for i, r in zip("ab", rows)]
    write("json", "vectors.jsonl", "\n".join(map(json.dumps, lines)), matrices=vectors, columns=kind, ids=["a", "b"])

    bad = lambda name, data, code, place: write("json", name, data, **error(code, place))
    bad("broken.json", '[\n {"a": 1},\n {"a": 2,}\n]', "E_JSON", "^line 3, character 10$")
    bad("ends-early.json", '[{"a": 1}, {"a"', "E_JSON", "^line 1, character 16$")
    bad("broken-line.jsonl", '{"a": 1}\n{"a": NaN}\n{"a": 2}\n', "E_JSON", "^line 2, character 7$")
    bad("single-value.json", "3", "E_JSON", "the whole file")
    bad("lengths.json", '{"a": [1, 2], "b": [1]}', "E_JSON", 'key "b"')
    bad("mixed.json", '[1, {"a": 2}]', "E_JSON", "item 1")
    bad("ragged-vectors.json", "[[1, 2], [3]]", "E_RAGGED", "item 1")
    bad("deep.json", "[" * 40000 + "]" * 40000, "E_JSON", ".")
    bad("empty-list.json", "[]", "E_JSON", "the whole file")
    bad("empty.json", "", "E_EMPTY", "byte 0")


for folder in ["npy", "csv", "json"]:
    for old in (ROOT / folder / "testdata").glob("*"):
        old.unlink()
make_npy()
make_csv()
make_json()
