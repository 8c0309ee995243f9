#!/usr/bin/env python3
"""Writes the fixtures of PyTorch files and pickles: src/io/torch/testdata/FILE and FILE.expected.json.

    /usr/bin/python3 tools/golden/io/make_torch.py      (Debian: python3-torch, python3-numpy)

What a file holds is said by PyTorch and NumPy. Types newer than the PyTorch at hand (float8) and the hostile files are
pickles written by hand.
"""

import collections
import io
import pickle
import struct
import zipfile

import numpy as np
import torch

import fixture
from fixture import column, error, matrix, write

fixture.VERSIONS += f", torch {torch.__version__}"


def put(name, data, **expected):
    write("torch", name, data, **expected)


def saved(x, **options):
    out = io.BytesIO()
    torch.save(x, out, **options)
    return out.getvalue()


def wide(tensor):
    """Exactly the numbers of a tensor, under its own type."""
    return matrix(tensor.detach().double().numpy(), str(tensor.dtype).replace("torch.", ""))


def rezip(data, method=zipfile.ZIP_STORED, change=None, names=None):
    """The archive again, with its entries packed otherwise or changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", method) as new:
        for info in old.infolist():
            body = old.read(info)
            name = info.filename
            if change:
                body = change(name, body)
            if body is not None:
                new.writestr(names(name) if names else name, body)
    return out.getvalue()


def text(x):
    data = x.encode()
    return b"X" + struct.pack("<I", len(data)) + data


def named(module, name):
    return f"c{module}\n{name}\n".encode()


def integer(n):
    return b"J" + struct.pack("<i", n) if n < 2**31 else b"\x8a\x08" + struct.pack("<q", n)


def tuple_of(*parts):
    return b"(" + b"".join(parts) + b"t"


def call(module, name, *args):
    return named(module, name) + tuple_of(*args) + b"R"


def storage(kind, key, count, module="torch"):
    return tuple_of(text("storage"), named(module, kind), text(key), text("cpu"), integer(count)) + b"Q"


def tensor(kind, key, count, offset, shape, strides):
    return call("torch._utils", "_rebuild_tensor_v2", storage(kind, key, count), integer(offset),
                tuple_of(*map(integer, shape)), tuple_of(*map(integer, strides)), b"\x89",
                call("collections", "OrderedDict"))


def pickled(body):
    return b"\x80\x02" + body + b"."


def archive(body, storages, order=None, method=zipfile.ZIP_STORED, prefix="archive/"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as z:
        z.writestr(prefix + "data.pkl", pickled(body))
        if order:
            z.writestr(prefix + "byteorder", order)
        for key, data in storages.items():
            z.writestr(f"{prefix}data/{key}", data)
    return out.getvalue()


def make_tensors():
    rng = np.random.default_rng(21)
    base = torch.tensor(rng.normal(size=(7, 6)))
    for dtype in [torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8, torch.bool]:
        x = (base > 0) if dtype is torch.bool else (base.abs() * 40 if dtype is torch.uint8 else base * 40).to(dtype)
        put(f"{str(dtype)[6:]}.pt", saved(x), matrices=[wide(x)])
    x = base.float()
    put("legacy.pt", saved(x, _use_new_zipfile_serialization=False), matrices=[wide(x)])
    put("transposed.pt", saved(x.t()), matrices=[wide(x.t())])
    big = torch.tensor(rng.normal(size=(9, 10))).float()
    put("slice-of-columns.pt", saved(big[2:, 3:7]), matrices=[wide(big[2:, 3:7])])
    put("every-second.pt", saved(big[::2, ::3]), matrices=[wide(big[::2, ::3])])
    put("parameter.pth", saved(torch.nn.Parameter(x)), matrices=[wide(x)])
    put("protocol-4.pt", saved(x, pickle_protocol=4), matrices=[wide(x)])
    put("another-name.bin", saved(x), matrices=[wide(x)])
    put("ending-unknown.weights", saved(x), matrices=[wide(x)])
    put("deflated.pt", rezip(saved(x), zipfile.ZIP_DEFLATED), matrices=[wide(x)])
    apart = [torch.arange(200.0), torch.arange(200.0) + 0.5]
    alternating = [apart[i % 2][2 * (i // 2) : 2 * (i // 2) + 2] for i in range(200)]
    put("deflated-rows.pt", rezip(saved(alternating), zipfile.ZIP_DEFLATED), matrices=[wide(torch.stack(alternating))])
    put("prefix-with-dots.pt", rezip(saved(x), names=lambda n: n.replace("archive/", "../../escape/")), matrices=[wide(x)])
    put("without-prefix.pt", rezip(saved(x), names=lambda n: n.replace("archive/", "")), matrices=[wide(x)])
    model = torch.nn.Sequential(collections.OrderedDict(embed_tokens=torch.nn.Embedding(11, 4), up=torch.nn.Linear(4, 13), lm_head=torch.nn.Linear(4, 11, bias=False)))
    put("state-dict.pth", saved(model.state_dict()), matrices=[wide(model.embed_tokens.weight)], notes=["1 of 4 arrays read"])
    state = saved(model.state_dict(), _use_new_zipfile_serialization=False)
    put("legacy-state-dict.pth", state, matrices=[wide(model.embed_tokens.weight)])
    tied = {"wte.weight": x, "lm_head.weight": x}
    put("tied.pt", saved(tied), matrices=[wide(x)], notes=["1 of 2 arrays read"])
    layers = [base.float(), base.half(), base.double() * 2]
    put("layers.pt", saved(layers), matrices=[wide(y) for y in layers])
    put("checkpoint.ckpt", saved({"epoch": 3, "state_dict": {"w": x, "bias": x[0]}, "loss": 0.5, "__proto__": None, "device": torch.device("cpu"), "shape": x.shape, "dtype": torch.float32}),
        matrices=[wide(x)])
    words = {w: x[i].clone() for i, w in enumerate("one two three four five six seven".split())}
    put("dict-of-vectors.pt", saved(words), matrices=[wide(x)], ids="one two three four five six seven".split(), notes=["keys of the dict name the rows"])

    e4m3 = bytes(range(0, 24))
    values = [(-1 if b & 128 else 1) * ((b & 7) * 2**-9 if (b >> 3) & 15 == 0 else (8 + (b & 7)) * 2.0 ** (((b >> 3) & 15) - 10)) for b in e4m3]
    body = call("torch._utils", "_rebuild_tensor_v3", storage("UntypedStorage", "0", 24, "torch.storage"), integer(0), tuple_of(integer(4), integer(6)),
                tuple_of(integer(6), integer(1)), b"\x89", call("collections", "OrderedDict"), named("torch", "float8_e4m3fn"))
    put("float8-e4m3fn.pt", archive(body, {"0": e4m3}), matrices=[matrix(np.array(values).reshape(4, 6), "float8_e4m3fn")])
    f4 = x.numpy()
    body = tensor("FloatStorage", "0", 42, 0, (7, 6), (6, 1))
    put("big-endian.pt", archive(body, {"0": f4.astype(">f4").tobytes()}, "big"), matrices=[wide(x)])

    put("refused-complex.pt", saved(torch.complex(x, x)), **error("E_DTYPE", "refused-complex"), says="complex numbers")
    put("refused-quantised.pt", saved(torch.quantize_per_tensor(x, 0.1, 0, torch.qint8)), **error("E_DTYPE|E_PICKLE", ""))
    put("refused-1d.pt", saved(x[0]), **error("E_SHAPE", "refused-1d"), says="one axis only")
    put("refused-3d.pt", saved(x.reshape(7, 3, 2)), **error("E_SHAPE", "refused-3d"), says="3 axes")
    put("refused-no-rows.pt", saved(x[:0]), **error("E_SHAPE", ""), says="no numbers")
    put("refused-expanded.pt", saved(x[:1].clone().expand(1000, 6)), **error("E_SHAPE", ""), says="repeated")
    put("refused-model.pt", saved(model), **error("E_PICKLE", "data.pkl, byte 2"), says="calls torch.nn.modules.container.Sequential")
    put("refused-script.pt", script(), **error("E_FORMAT", "directory"), says="TorchScript")
    put("nothing.pt", saved({"epoch": 3, "name": "x"}), **error("E_SHAPE", "tree"), says="no arrays")

    whole = saved(x)
    put("truncated.pt", whole[:-40], **error("E_TRUNCATED", f"byte {len(whole) - 40}"))
    put("truncated-legacy.pt", saved(x, _use_new_zipfile_serialization=False)[:-10], **error("E_TRUNCATED", "byte "))
    short = lambda name, data: data[:-4] if "/data/" in name else data
    put("storage-too-short.pt", rezip(whole, change=short), **error("E_TRUNCATED", "storage 0"), says="needs 168 bytes")
    gone = lambda name, data: None if "/data/" in name else data
    put("storage-missing.pt", rezip(whole, change=gone), **error("E_TRUNCATED", "storage 0"))
    put("storage-claims-more.pt", archive(tensor("FloatStorage", "0", 42, 2**40, (7, 6), (6, 1)), {"0": f4.tobytes()}), **error("E_TRUNCATED", "storage 0"))
    put("strides-claim-more.pt", archive(tensor("FloatStorage", "0", 42, 0, (7, 6), (2**50, 1)), {"0": f4.tobytes()}), **error("E_TRUNCATED", "storage 0"))
    put("negative-size.pt", archive(tensor("FloatStorage", "0", 42, 0, (-7, 6), (6, 1)), {"0": f4.tobytes()}), **error("E_PICKLE", "data.pkl, byte"))
    put("zeros-2-40.pt", archive(tensor("FloatStorage", "0", 42, 0, (2**20, 2**20), (0, 0)), {"0": f4.tobytes()}), **error("E_SHAPE", ""))
    bomb = rezip(archive(body, {"0": bytes(2_000_000)}, method=zipfile.ZIP_DEFLATED), zipfile.ZIP_DEFLATED)
    at = bomb.index(b"PK\x01\x02", bomb.index(b"PK\x01\x02") + 1)
    put("bomb.pt", bomb[:at + 24] + struct.pack("<I", 168) + bomb[at + 28:], **error("E_HEADER", "byte "), says="more bytes than it says")
    put("bomb-claims-4-gb.pt", bomb[:at + 24] + struct.pack("<I", 2**32 - 2) + bomb[at + 28:], **error("E_HEADER", "byte "), says="cannot come out")
    put("no-data-pkl.pt", rezip(whole, names=lambda n: n.replace("data.pkl", "data.txt")), **error("E_FORMAT", "directory"))


def script():
    out = io.BytesIO()
    torch.jit.save(torch.jit.script(torch.nn.Linear(2, 3)), out)
    return out.getvalue()


def make_pickles():
    rng = np.random.default_rng(22)
    x = rng.normal(size=(7, 6))
    for protocol in [2, 3, 4, 5]:
        put(f"numpy-protocol-{protocol}.pkl", pickle.dumps(x, protocol), matrices=[matrix(x)])
    put("numpy-fortran.pkl", pickle.dumps(np.asfortranarray(x), 5), matrices=[matrix(x)])
    put("numpy-fortran-protocol-2.pkl", pickle.dumps(np.asfortranarray(x), 2), matrices=[matrix(x)])
    put("numpy-big-endian.pickle", pickle.dumps(x.astype(">f4"), 4), matrices=[matrix(x.astype("<f4"))])
    put("numpy-int64.pkl", pickle.dumps((x * 100).astype("<i8"), 4), matrices=[matrix((x * 100).astype("<i8"))])
    put("numpy-bool.pkl", pickle.dumps(x > 0, 4), matrices=[matrix(x > 0)])
    large = rng.normal(size=(60, 20)).astype("<f4")
    put("numpy-large.pkl", pickle.dumps({"vectors": large, "name": "x", "n": 60}, 4), matrices=[matrix(large)])
    put("numpy-2-names.pkl", pickle.dumps(x, 3).replace(b"cnumpy.core.multiarray", b"cnumpy._core.multiarray"), matrices=[matrix(x)])
    put("several.pkl", pickle.dumps({"a": x, "b": x * 2, "labels": np.arange(7)}, 4), matrices=[matrix(x), matrix(x * 2)], columns=[column("labels", "number", [0, 1, 2])])
    put("lists.pkl", pickle.dumps(x.tolist(), 4), matrices=[matrix(x)])
    put("lists-protocol-2.pkl", pickle.dumps([[1, 2**40 + 1], [True, 2.5]], 2), matrices=[matrix(np.array([[1.0, 2**40 + 1], [1, 2.5]]))], notes=["1 integer above 2\\^24"])
    words = [f"word{i}" for i in range(7)]
    put("word-vectors.pkl", pickle.dumps(dict(zip(words, x)), 4), matrices=[matrix(x)], ids=words, notes=["keys of the dict name the rows"])
    put("word-lists.pkl", pickle.dumps({w: tuple(row) for w, row in zip(words, x.tolist())}, 2), matrices=[matrix(x)], ids=words)
    put("ordered-dict.pkl", pickle.dumps(collections.OrderedDict(x=x, s={1, 2}, f=frozenset("ab"), c=1j, b=bytearray(b"12"), e=b"", d=collections.defaultdict(list)), 2), matrices=[matrix(x)])
    put("scalars.pkl", pickle.dumps({"x": x, "mean": x.mean(), "n": np.int64(3)}, 4), matrices=[matrix(x)])
    put("trailing.pkl", pickle.dumps(x, 4) + b"12345", matrices=[matrix(x)], notes=["5 bytes after the pickle"])
    put("named-wrongly.npy", pickle.dumps(x, 4), matrices=[matrix(x)])
    cifar = {b"data": (abs(x) * 50).astype("u1"), b"labels": [3, 8, 8, 0, 6, 6, 1], b"filenames": [b"f%d.png" % i for i in range(7)], b"batch_label": b"one"}
    put("cifar.pkl", pickle.dumps(cifar, 2), matrices=[matrix(cifar[b"data"])], ids=[f"f{i}.png" for i in range(7)])
    objects = np.array([f"name {i}" for i in range(7)], dtype=object)
    put("object-names.pkl", pickle.dumps({"x": x, "names": objects}, 4), matrices=[matrix(x)], ids=[f"name {i}" for i in range(7)])
    # Texts and keys of more than 1,024 bytes stay in the file; the table has them all the same.
    texts = ["a", "b" * 1025, "ü" * 600, None, "e", "f" * 1025, "g"]
    put("long-texts.pkl", pickle.dumps({"embeddings": x, "texts": texts}, 4), matrices=[matrix(x)], columns=[column("texts", "text", texts[:3])])
    long_keys = [*words[:6], "k" * 2000]
    put("long-key.pkl", pickle.dumps(dict(zip(long_keys, x)), 4), matrices=[matrix(x)], ids=long_keys, notes=["keys of the dict name the rows"])
    put("long-bytes.pkl", pickle.dumps({"embeddings": x, "pictures": [b"\x89PNG\xff" * 300] * 7}, 4), matrices=[matrix(x)], notes=["column pictures was left out: it holds bytes that are no text"])
    shared = [1.5, 2.5]
    put("shared-rows.pkl", pickle.dumps([shared, shared, shared], 4), matrices=[matrix(np.array([shared] * 3))])
    loop = {"x": x}
    loop["self"] = loop
    loop["list"] = [loop]
    put("cycle.pkl", pickle.dumps(loop, 4), matrices=[matrix(x)])
    put("proto-keys.pkl", pickle.dumps({"__proto__": {"constructor": x}}, 4), matrices=[matrix(x)])
    holes = x.copy()
    holes[3, 4] = np.nan
    put("nan.pkl", pickle.dumps(holes, 4), matrices=[matrix(holes)], **error("E_NONFINITE", "row 3, column 4"))

    put("refused-objects.pkl", pickle.dumps(np.array([[{}, []]], dtype=object), 4), **error("E_DTYPE", ""), says="Python objects")
    put("refused-texts.pkl", pickle.dumps(np.array([["a", "b"]]), 4), **error("E_DTYPE", ""), says="texts")
    put("refused-complex.pkl", pickle.dumps(x * 1j, 4), **error("E_DTYPE", ""), says="complex")
    put("refused-records.pkl", pickle.dumps(np.zeros((2, 2), [("a", "<f4")]), 4), **error("E_DTYPE", ""))
    put("refused-3d.pkl", pickle.dumps(x.reshape(7, 3, 2), 4), **error("E_SHAPE", ""), says="3 axes")
    put("refused-1d.pkl", pickle.dumps([1.0, 2.0, 3.0], 4), **error("E_SHAPE", "tree"))
    put("ragged.pkl", pickle.dumps([[1.0, 2.0], [3.0]], 4), **error("E_SHAPE", "tree"))

    calls = {
        "os-system": (named("os", "system") + tuple_of(text("true")) + b"R", "calls os.system: opening it with Python would run that; Locus never does"),
        "eval": (named("builtins", "eval") + tuple_of(text("1")) + b"R", "calls builtins.eval"),
        "python-2-eval": (named("__builtin__", "eval") + tuple_of(text("1")) + b"R", "calls __builtin__.eval"),
        "stack-global": (b"\x8c\x05posix\x8c\x06system\x93" + tuple_of(text("true")) + b"R", "calls posix.system"),
        "inst": (b"(" + text("true") + b"ios\nsystem\n", "calls os.system"),
        "getattr": (named("builtins", "getattr"), "calls builtins.getattr"),
        "dotted": (b"\x8c\x0ccollections\x8c\x0f".replace(b"\x0c", b"\x0b") + b"OrderedDict.pop\x93", "calls collections.OrderedDict.pop"),
        "pandas": (named("pandas.core.frame", "DataFrame"), "calls pandas.core.frame.DataFrame"),
        "proto": (named("__proto__", "constructor"), "calls __proto__.constructor"),
    }
    for name, (body, says) in calls.items():
        put(f"hostile-{name}.pkl", pickled(body), **error("E_PICKLE", "byte \\d+"), says=says)
    put("hostile-os-system.pt", archive(calls["os-system"][0], {}), **error("E_PICKLE", "data.pkl, byte 2"), says="calls os.system")
    bad = {
        "memo-out-of-range": b"h\x07",
        "empty-stack": b"a",
        "no-mark": b"u",
        "append-to-none": b"NNa",
        "unknown-operation": b"N\xff",
        "calls-a-tuple": b"))R",
        "calls-a-type": named("torch", "float32") + b")R",
        "odd-dict": b"}(Nu",
        "persistent-id": b"Px\n",
        "extension": b"\x82\x01",
        "buffer": b"\x97",
        "long-negative": b"\x8b\xff\xff\xff\xff",
        "state-of-a-list": b"]NbN",
        "protocol-9": b"\x80\x09N",
        "frame-absurd": b"\x95" + b"\xff" * 8,
        "endless-name": b"c" + b"a" * 3000,
    }
    for name, body in bad.items():
        put(f"bad-{name}.pkl", pickled(body), **error("E_PICKLE", "byte \\d+"))
    for name, body in {"text": b"X\xff\xff\xff\x7fab", "bytes": b"\x8e" + b"\xff" * 8, "nothing": b"N"}.items():
        put(f"truncated-{name}.pkl", (b"\x80\x02" + body), **error("E_TRUNCATED", "byte \\d+"))
    whole = pickle.dumps(x, 4)
    put("truncated-array.pkl", whole[:-100], **error("E_TRUNCATED|E_PICKLE", "byte"))
    put("deep.pkl", pickled(b"]" * 20000 + b"a" * 19999), **error("E_PICKLE", "tree"), says="200 deep")
    laughs = b"]q\x00" + b"N" + b"a" + b"".join(b"](h" + bytes([i]) + b"h" + bytes([i]) + b"eq" + bytes([i + 1]) for i in range(200))
    put("laughs.pkl", pickled(laughs), **error("E_SHAPE|E_PICKLE", "tree"))
    dtype = call("numpy", "dtype", text("f8"), b"\x89", b"\x88") + tuple_of(integer(3), text("<"), b"NNN", integer(-1), integer(-1), integer(0)) + b"b"
    array = call("numpy.core.multiarray", "_reconstruct", named("numpy", "ndarray"), tuple_of(integer(0)), b"C\x01b")
    state = tuple_of(integer(1), tuple_of(integer(2**30), integer(2**30)), dtype, b"\x89", b"C\x08" + bytes(8)) + b"b"
    put("array-claims-more.pkl", pickled(array + state), **error("E_PICKLE", "byte"), says="another size")


make_tensors()
make_pickles()
