#!/usr/bin/env python3
"""Writes the fixtures of the GGUF reader: src/io/gguf/testdata/FILE and FILE.expected.json.

    /usr/bin/python3 tools/golden/io/make_gguf.py

Needs numpy only: the files are written here byte by byte (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md), and what the
blocks mean is computed here number by number in numpy's float32, from the layouts in ggml-common.h: `bits` in the expected file is the
base64 of the float32 matrix, which the reader has to meet bit for bit. Two thirds of the scales are drawn from all finite float16
bit patterns (subnormal, negative, zero, large), so nothing about them is typical.
"""

import base64
import json
import pathlib
import platform
import struct

import numpy as np

TARGET = pathlib.Path(__file__).resolve().parents[3] / "src" / "io" / "gguf" / "testdata"
VERSIONS = f"numpy {np.__version__}, Python {platform.python_version()}"
F = np.float32

# Types of metadata.
U8, I8, U16, I16, U32, I32, F32, BOOL, STRING, ARRAY, U64, I64, F64 = range(13)
FIXED = {U8: "<B", I8: "<b", U16: "<H", I16: "<h", U32: "<I", I32: "<i", F32: "<f", BOOL: "<?", U64: "<Q", I64: "<q", F64: "<d"}


def text(s):
    s = s.encode() if isinstance(s, str) else s
    return struct.pack("<Q", len(s)) + s


def value(kind, v):
    if kind == STRING:
        return text(v)
    if kind == ARRAY:
        item, items = v
        return struct.pack("<IQ", item, len(items)) + b"".join(value(item, x) for x in items)
    return struct.pack(FIXED[kind], v)


def key(name, kind, v):
    return text(name) + struct.pack("<I", kind) + value(kind, v)


def info(name, sizes, kind, offset):
    return text(name) + struct.pack("<I", len(sizes)) + b"".join(struct.pack("<Q", n) for n in sizes) + struct.pack("<IQ", kind, offset)


def padded(data, alignment):
    return data + bytes(-len(data) % alignment)


def header(keys, infos, version=3, n_tensors=None, n_keys=None):
    n_tensors = len(infos) if n_tensors is None else n_tensors
    n_keys = len(keys) if n_keys is None else n_keys
    return b"GGUF" + struct.pack("<IQQ", version, n_tensors, n_keys) + b"".join(keys) + b"".join(infos)


def gguf(keys, tensors, version=3, alignment=32):
    """tensors: (name, sizes innermost first, type, bytes)"""
    infos, body = [], b""
    for name, sizes, kind, data in tensors:
        infos.append(info(name, sizes, kind, len(body)))
        body += padded(data, alignment)
    return padded(header(keys, infos, version), alignment) + body


def half(b):
    return F(np.frombuffer(bytes(b), "<f2")[0])


# What number `i` of a block is, one function a type.


def signed(byte):
    return byte - 256 if byte > 127 else byte


def nibble(data, i):
    """Of 32 numbers in 16 bytes: the low halves are the first 16."""
    return data[i % 16] >> 4 if i >= 16 else data[i % 16] & 15


def number_q4_0(b, i):
    return half(b[0:2]) * F(nibble(b[2:18], i) - 8)


def number_q4_1(b, i):
    return F(half(b[0:2]) * F(nibble(b[4:20], i))) + half(b[2:4])


def number_q5_0(b, i):
    fifth = int.from_bytes(b[2:6], "little") >> i & 1
    return half(b[0:2]) * F(nibble(b[6:22], i) + 16 * fifth - 16)


def number_q5_1(b, i):
    fifth = int.from_bytes(b[4:8], "little") >> i & 1
    return F(half(b[0:2]) * F(nibble(b[8:24], i) + 16 * fifth)) + half(b[2:4])


def number_q8_0(b, i):
    return half(b[0:2]) * F(signed(b[2 + i]))


def two_bits(data, i):
    """Of 256 numbers in 64 bytes: 128 in 32 bytes, 32 of them at each place of 2 bits."""
    side, within = divmod(i, 128)
    place, l = divmod(within, 32)
    return data[32 * side + l] >> (2 * place) & 3


def number_q2_k(b, i):
    scale = b[i // 16]
    dl = F(half(b[80:82]) * F(scale & 15))
    ml = F(half(b[82:84]) * F(scale >> 4))
    return F(dl * F(two_bits(b[16:80], i))) - ml


def q3_scales(s):
    """12 bytes as a number of 96 bits, as kmask1 and kmask2 of ggml take it apart."""
    words = [int.from_bytes(s[4 * k : 4 * k + 4], "little") for k in range(3)]
    out = b""
    for low, shift, up in [(words[0], 0, 0), (words[1], 0, 2), (words[0], 4, 4), (words[1], 4, 6)]:
        word = low >> shift & 0x0F0F0F0F | (words[2] >> up & 0x03030303) << 4
        out += word.to_bytes(4, "little")
    return out


def number_q3_k(b, i):
    dl = F(half(b[108:110]) * F(q3_scales(b[96:108])[i // 16] - 32))
    third = b[i % 32] >> (i // 32) & 1
    return dl * F(two_bits(b[32:96], i) - (0 if third else 4))


def six_bits(s, j):
    """Scale and minimum of group j, from the 12 bytes of Q4_K and Q5_K."""
    if j < 4:
        return s[j] % 64, s[j + 4] % 64
    return s[j + 4] % 16 + 16 * (s[j - 4] // 64), s[j + 4] // 16 + 16 * (s[j] // 64)


def k_number(b, scales, i, q):
    scale, least = six_bits(scales, i // 32)
    dl = F(half(b[0:2]) * F(scale))
    ml = F(half(b[2:4]) * F(least))
    return F(dl * F(q)) - ml


def k_nibble(data, i):
    """Of 256 numbers in 128 bytes: 64 in 32 bytes, low halves first."""
    part, within = divmod(i, 64)
    byte = data[32 * part + within % 32]
    return byte // 16 if within >= 32 else byte % 16


def number_q4_k(b, i):
    return k_number(b, b[4:16], i, k_nibble(b[16:144], i))


def number_q5_k(b, i):
    fifth = b[16 + i % 32] >> (i // 32) & 1
    return k_number(b, b[4:16], i, k_nibble(b[48:176], i) + 16 * fifth)


def number_q6_k(b, i):
    side, within = divmod(i, 128)
    part, l = divmod(within, 32)
    low = b[64 * side + l + (32 if part % 2 else 0)]
    low = low // 16 if part >= 2 else low % 16
    high = b[128 + 32 * side + l] >> (2 * part) & 3
    dl = F(half(b[208:210]) * F(signed(b[192 + i // 16])))
    return dl * F(low + 16 * high - 32)


# name: number of the type, numbers in a block, bytes, where the float16 scales are, function
BLOCKS = {
    "Q4_0": (2, 32, 18, [0], number_q4_0),
    "Q4_1": (3, 32, 20, [0, 2], number_q4_1),
    "Q5_0": (6, 32, 22, [0], number_q5_0),
    "Q5_1": (7, 32, 24, [0, 2], number_q5_1),
    "Q8_0": (8, 32, 34, [0], number_q8_0),
    "Q2_K": (10, 256, 84, [80, 82], number_q2_k),
    "Q3_K": (11, 256, 110, [108], number_q3_k),
    "Q4_K": (12, 256, 144, [0, 2], number_q4_k),
    "Q5_K": (13, 256, 176, [0, 2], number_q5_k),
    "Q6_K": (14, 256, 210, [208], number_q6_k),
}


def random_block(rng, size, halves, i):
    b = bytearray(rng.integers(0, 256, size, dtype=np.uint8).tobytes())
    for at in halves:
        if i % 3 == 0:
            bits = np.float16(rng.normal() * 0.01).tobytes()
        elif i % 3 == 1:
            bits = struct.pack("<H", int(rng.integers(0, 0x400)) | 0x8000 * int(rng.integers(2)))  # subnormal
        else:
            bits = struct.pack("<H", int(rng.integers(0, 0x7C00)) | 0x8000 * int(rng.integers(2)))  # any finite
        b[at : at + 2] = bits
    return bytes(b)


def blocks(name, rows, cols, seed):
    """Random blocks, and the float32 numbers they stand for."""
    _, block, size, halves, number = BLOCKS[name]
    rng = np.random.default_rng(seed)
    raw = [random_block(rng, size, halves, i) for i in range(rows * cols // block)]
    x = np.array([number(b, i) for b in raw for i in range(block)], np.float32)
    return b"".join(raw), x.reshape(rows, cols)


def number(x):
    return float(x) if np.isfinite(x) else None


def matrix(x, dtype):
    wide = np.asarray(x).astype(np.float64)
    return {
        "rows": x.shape[0],
        "columns": x.shape[1],
        "dtype": dtype,
        "first": [number(v) for v in wide[0, :5]],
        "sum": number(wide.sum()),
        "absoluteSum": number(np.abs(wide).sum()),
        "last": number(wide[-1, -1]),
    }


def bits(x):
    return base64.b64encode(np.ascontiguousarray(x, "<f4").tobytes()).decode()


def write(name, data, **expected):
    TARGET.mkdir(parents=True, exist_ok=True)
    (TARGET / name).write_bytes(data)
    record = json.dumps({"madeBy": VERSIONS, **expected}, indent=1)
    (TARGET / f"{name}.expected.json").write_text(record + "\n")


def error(code, place, says=None):
    return {"error": {"code": code, "place": place}, **({"says": says} if says else {})}


TOKENS = ["<unk>", "<s>", "▁the", "Ġof", "\ufeff", "日本", "__proto__", "<img onerror=1>"]
TYPES = [2, 3, 1, 1, 1, 1, 4, 6]
ARCH = key("general.architecture", STRING, "llama")


def vocabulary(tokens=TOKENS, types=TYPES):
    keys = [ARCH, key("tokenizer.ggml.model", STRING, "llama"), key("tokenizer.ggml.tokens", ARRAY, (STRING, tokens))]
    return keys + ([key("tokenizer.ggml.token_type", ARRAY, (I32, types))] if types else [])


def make_types():
    for seed, (name, (kind, block, *_)) in enumerate(BLOCKS.items()):
        rows, cols = (8, 256) if block == 256 else (8, 64)
        data, x = blocks(name, rows, cols, 40 + seed)
        file = gguf([ARCH], [("token_embd.weight", [cols, rows], kind, data)])
        write(f"{name}.gguf", file, matrices=[matrix(x, name)], bits=bits(x), notes=[f"quantised \\({name}\\)"])
    base = np.random.default_rng(3).normal(size=(6, 5)) * 40
    plain = {
        "F32": (0, base.astype("<f4")),
        "F16": (1, base.astype("<f2")),
        "I8": (24, base.astype("<i1")),
        "I16": (25, base.astype("<i2")),
        "I32": (26, base.astype("<i4")),
        "I64": (27, base.astype("<i8")),
        "F64": (28, base.astype("<f8")),
    }
    for name, (kind, x) in plain.items():
        file = gguf([ARCH], [("token_embd.weight", [5, 6], kind, x.tobytes())])
        write(f"{name}.gguf", file, matrices=[matrix(x, x.dtype.name)], bits=bits(x.astype("<f4")))
    upper = (base.astype("<f4").view("<u4") >> 16).astype("<u2")
    x = (upper.astype("<u4") << 16).view("<f4")
    file = gguf([ARCH], [("token_embd.weight", [5, 6], 30, upper.tobytes())])
    write("BF16.gguf", file, matrices=[matrix(x, "bfloat16")], bits=bits(x))


def make_models():
    rng = np.random.default_rng(5)
    q8, embedding = blocks("Q8_0", 8, 32, 1)
    q4, head = blocks("Q4_0", 8, 32, 2)
    norm = rng.normal(size=32).astype("<f4")
    kernel = rng.normal(size=(2, 3, 4)).astype("<f4")
    large = rng.normal(size=(16, 32)).astype("<f4")
    tensors = [
        ("output_norm.weight", [32], 0, norm.tobytes()),
        ("output.weight", [32, 8], 2, q4),
        ("blk.0.ffn_up.weight", [32, 16], 0, large.tobytes()),
        ("v.patch_embd.weight", [4, 3, 2], 0, kernel.tobytes()),
        ("blk.0.odd.weight", [256, 1], 16, bytes(66)),
        ("token_embd.weight", [32, 8], 8, q8),
    ]
    offers = [
        {"name": "token_embd.weight", "rows": 8, "cols": 32, "dtype": "Q8_0", "bytes": 272, "role": "embedding", "proposed": True},
        {"name": "output.weight", "rows": 8, "cols": 32, "dtype": "Q4_0", "bytes": 144, "role": "unembedding", "proposed": False},
        {"name": "output_norm.weight", "rows": 1, "cols": 32, "dtype": "float32", "bytes": 128, "proposed": False,
         "refused": "a single row of numbers (1 axis)"},
        {"name": "blk.0.ffn_up.weight", "rows": 16, "cols": 32, "dtype": "float32", "bytes": 2048, "proposed": False},
        {"name": "v.patch_embd.weight", "rows": 6, "cols": 4, "dtype": "float32", "bytes": 96, "proposed": False, "refused": "3 axes"},
        {"name": "blk.0.odd.weight", "rows": 1, "cols": 256, "dtype": "IQ2_XXS", "bytes": 66, "proposed": False,
         "refused": "numbers quantised as IQ2_XXS, which is not read here"},
    ]
    kinds = ["unknown", "control", "normal"]
    everything = [
        key(f"all.{kind}", kind, v)
        for kind, v in [(U8, 255), (I8, -1), (U16, 65535), (I16, -1), (U32, 7), (I32, -7), (F32, 0.5), (BOOL, True), (U64, 2**63), (I64, -5), (F64, 1e300)]
    ]
    nested = key("all.nested", ARRAY, (ARRAY, [(STRING, ["a", "bc"]), (U8, [1, 2, 3]), (ARRAY, [(F64, [1.0])]), (STRING, [])]))
    words = {"ids": TOKENS[:5], "columns": [
        {"name": "token", "type": "text", "first": TOKENS[:3]}, {"name": "token type", "type": "category", "first": kinds}]}
    whole = gguf([*everything, nested, *vocabulary()], tensors)
    write("model.gguf", whole, matrices=[matrix(embedding, "Q8_0")], offers=offers, bits=bits(embedding), ids=TOKENS[:5])
    write("version-2.gguf", gguf(vocabulary(), tensors, version=2), matrices=[matrix(embedding, "Q8_0")], bits=bits(embedding), **words)
    write("named-wrongly.npy", whole, matrices=[matrix(embedding, "Q8_0")])
    wide = gguf([key("general.alignment", U32, 256), *vocabulary()], tensors, alignment=256)
    write("alignment-256.gguf", wide, matrices=[matrix(embedding, "Q8_0")], bits=bits(embedding))
    write("only-unembedding.gguf", gguf(vocabulary(), tensors[:2]), matrices=[matrix(head, "Q4_0")], ids=TOKENS[:5])
    write("neither.gguf", gguf(vocabulary(), [tensors[0], tensors[2]]), matrices=[matrix(large, "float32")], ids=["0", "1", "2", "3", "4"])
    write("no-vocabulary.gguf", gguf([ARCH], tensors), matrices=[matrix(embedding, "Q8_0")], ids=["0", "1", "2", "3", "4"])
    fewer = gguf(vocabulary(TOKENS[:6], None), tensors)
    write("fewer-tokens.gguf", fewer, matrices=[matrix(embedding, "Q8_0")], notes=["6 tokens, the matrix 8 rows"])
    more = gguf(vocabulary([*TOKENS, "more"], None), tensors)
    write("more-tokens.gguf", more, matrices=[matrix(embedding, "Q8_0")], ids=TOKENS[:5], notes=["9 tokens, the matrix 8 rows"])
    broken = gguf(vocabulary([b"\xff\xfe", *TOKENS[1:]], None), tensors)
    write("token-no-utf8.gguf", broken, matrices=[matrix(embedding, "Q8_0")], ids=["\ufffd\ufffd", *TOKENS[1:5]], notes=["no valid UTF-8"])
    write("model-00001-of-00002.gguf", gguf(vocabulary(), tensors[5:]), matrices=[matrix(embedding, "Q8_0")], notes=["one part of a model"])
    odd = ("token_embd.weight", [256, 8], 21, bytes(880))
    write("embedding-refused.gguf", gguf(vocabulary(), [odd, *tensors[1:3]]), matrices=[matrix(head, "Q4_0")], ids=TOKENS[:5],
          notes=["token_embd.weight cannot be taken \\(numbers quantised as IQ3_S.*; output.weight stands for it"])
    ones = gguf([ARCH], [("token_embd.weight", [32, 8, 1, 1], 8, q8)])
    write("axes-of-1.gguf", ones, matrices=[matrix(embedding, "Q8_0")])


def make_hostile():
    x = np.arange(12, dtype="<f4").tobytes()
    good = info("token_embd.weight", [4, 3], 0, 0)
    tensor = ("token_embd.weight", [4, 3], 0, x)
    whole = gguf(vocabulary(), [tensor])

    def file(infos, keys=(ARCH,), body=x, **options):
        return padded(header(list(keys), infos, **options), 32) + body

    in_tokens = whole.index("▁the".encode()) + 2
    write("cut-in-tokens.gguf", whole[:in_tokens], **error("E_TRUNCATED", "tokenizer.ggml.tokens", "ends inside its header"))
    words = header(vocabulary(TOKENS, None), [good])
    last = words.index(b"<img") + 6
    write("cut-in-last-token.gguf", words[:last], **error("E_TRUNCATED", 'tokenizer.ggml.tokens", item 7', "ends inside its header"))
    write("cut-in-data.gguf", whole[:-17], **error("E_TRUNCATED", f"byte {len(whole) - 17}", "cut short"))
    write("cut-in-tensor-list.gguf", whole[: whole.index(b"token_embd") + 4], **error("E_TRUNCATED|E_HEADER", "tensor 0|byte 8"))
    write("magic-only.gguf", b"GGUF", **error("E_TRUNCATED", "byte 0"))
    write("offset-beyond-end.gguf", file([info("token_embd.weight", [4, 3], 0, 1 << 40)]), **error("E_TRUNCATED", "token_embd"))
    write("offset-2-64.gguf", file([info("token_embd.weight", [4, 3], 0, (1 << 64) - 32)]), **error("E_TRUNCATED", "token_embd"))
    write("shape-2-64.gguf", file([info("token_embd.weight", [1 << 32, 1 << 32], 0, 0)]), **error("E_HEADER", "byte "))
    write("shape-2-63-times-0.gguf", file([info("token_embd.weight", [0, 1 << 63], 0, 0)]), **error("E_HEADER", "byte "))
    write("shape-2-40.gguf", file([info("token_embd.weight", [1 << 20, 1 << 20], 0, 0)]), **error("E_TRUNCATED", "byte "))
    endless = text("tokenizer.ggml.tokens") + struct.pack("<IIQ", ARRAY, STRING, 1 << 60)
    write("array-2-60.gguf", file([good], [endless]), **error("E_TRUNCATED", "byte "))
    flat = text("tokenizer.ggml.scores") + struct.pack("<IIQ", ARRAY, F32, 1 << 62)
    write("numbers-2-62.gguf", file([good], [flat]), **error("E_TRUNCATED", "byte "))
    long = text("general.name") + struct.pack("<IQ", STRING, 1 << 50)
    write("text-2-50.gguf", file([good], [long]), **error("E_TRUNCATED", "general.name"))
    write("key-2-63.gguf", file([good], [struct.pack("<Q", 1 << 63)]), **error("E_TRUNCATED", "key 0"))
    deep = text("deep") + struct.pack("<I", ARRAY) + struct.pack("<IQ", ARRAY, 1) * 40 + struct.pack("<IQ", U8, 0)
    write("arrays-40-deep.gguf", file([good], [deep]), **error("E_HEADER", "byte "))
    write("unknown-key-type.gguf", file([good], [text("odd") + struct.pack("<I", 13) + bytes(8)]), **error("E_HEADER", "byte "))
    write("unknown-item-type.gguf", file([good], [text("odd") + struct.pack("<IIQ", ARRAY, 99, 0)]), **error("E_HEADER", "byte "))
    for name, keys in {
        "alignment-0": key("general.alignment", U32, 0),
        "alignment-48": key("general.alignment", U32, 48),
        "alignment-text": key("general.alignment", STRING, "32"),
    }.items():
        write(f"{name}.gguf", file([good], [keys]), **error("E_HEADER", "byte ", "alignment"))
    write("offset-not-aligned.gguf", file([info("token_embd.weight", [4, 2], 0, 8)]), **error("E_HEADER", "byte ", "alignment"))
    write("axes-9.gguf", file([info("token_embd.weight", [1] * 9, 0, 0)]), **error("E_HEADER", "byte ", "9 axes"))
    write("part-of-a-block.gguf", file([info("token_embd.weight", [33, 1], 8, 0)]), **error("E_HEADER", "byte ", "Q8_0"))
    write("duplicate-tensor.gguf", file([good, good]), **error("E_HEADER", "byte ", "twice"))
    write("duplicate-key.gguf", file([good], [ARCH, ARCH]), **error("E_HEADER", "byte ", "twice"))
    write("tensors-2-63.gguf", file([good], n_tensors=1 << 63), **error("E_HEADER", "byte 8"))
    write("keys-2-40.gguf", file([good], n_keys=1 << 40), **error("E_HEADER", "byte 16"))
    write("keys-one-more.gguf", file([good], n_keys=2), **error("E_HEADER|E_TRUNCATED", "byte "))
    write("version-1.gguf", file([good], version=1), **error("E_HEADER", "byte 4", "version 1"))
    write("version-9.gguf", file([good], version=9), **error("E_HEADER", "byte 4", "version 9"))
    write("big-endian.gguf", b"GGUF" + struct.pack(">IQQ", 3, 0, 0), **error("E_HEADER", "byte 4", "big-endian"))
    write("no-tensors.gguf", gguf(vocabulary(), []), **error("E_EMPTY", "list of tensors"))
    write("type-99.gguf", file([info("token_embd.weight", [4, 3], 99, 0)]), **error("E_DTYPE", "tensor token_embd", "type 99"))
    write("type-4-given-up.gguf", file([info("token_embd.weight", [4, 3], 4, 0)]), **error("E_DTYPE", "tensor token_embd", "type 4"))
    refused = gguf([ARCH], [("token_embd.weight", [256, 2], 23, bytes(272))])
    write("refused-IQ4_XS.gguf", refused, **error("E_DTYPE", "tensor token_embd", "IQ4_XS"))
    write("only-1d.gguf", gguf([ARCH], [("a", [12], 0, x)]), **error("E_SHAPE", "tensor a", "1 axis"))
    write("only-3d.gguf", gguf([ARCH], [("a", [2, 3, 2], 0, x)]), **error("E_SHAPE", "tensor a", "3 axes"))
    write("no-rows.gguf", gguf([ARCH], [("a", [4, 0], 0, b"")]), **error("E_SHAPE", "tensor a", "no numbers"))
    holes = np.arange(12, dtype="<f4")
    holes[6] = np.nan
    found = matrix(holes.reshape(3, 4), "float32")
    write("nan.gguf", gguf([ARCH], [("token_embd.weight", [4, 3], 0, holes.tobytes())]), matrices=[found], **error("E_NONFINITE", "row 1, column 2"))


if __name__ == "__main__":
    make_types()
    make_models()
    make_hostile()
