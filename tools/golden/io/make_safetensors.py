#!/usr/bin/env python3
"""Writes the fixtures of safetensors, byte by byte as its specification says (huggingface/safetensors, "Format").

    /usr/bin/python3 tools/golden/io/make_safetensors.py
"""

import json
import struct

import numpy as np

from fixture import error, matrix, write
from safetensors_bytes import CODES, file, raw

def bfloat16(x):
    """Rounded to nearest even, as PyTorch does; the bits, and their values."""
    bits = np.ascontiguousarray(x, "<f4").view("<u4")
    upper = ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype("<u2")
    return upper, (upper.astype("<u4") << 16).view("<f4")


def float8(bits, exponent_bits, bias, has_infinity):
    """Values of float8 bits, by the definition of Micikevicius et al. 2022."""
    mantissa_bits = 7 - exponent_bits
    sign = np.where(bits & 128, -1.0, 1.0)
    exponent = (bits >> mantissa_bits) & ((1 << exponent_bits) - 1)
    mantissa = bits & ((1 << mantissa_bits) - 1)
    normal = (1 + mantissa / 2.0**mantissa_bits) * 2.0 ** (exponent - float(bias))
    values = sign * np.where(exponent == 0, mantissa / 2.0**mantissa_bits * 2.0 ** (1 - bias), normal)
    assert not has_infinity or exponent.max() < (1 << exponent_bits) - 1
    return values


rng = np.random.default_rng(7)
base = rng.normal(size=(7, 6)) * 40

for name in CODES:
    x = (base > 0) if name == "bool" else (np.abs(base) if name[0] == "u" else base).astype(name)
    write("safetensors", f"{name}.safetensors", file({"x": x}), matrices=[matrix(x)])
bits, values = bfloat16(base)
write("safetensors", "bfloat16.safetensors", file({"x": ("BF16", base.shape, bits.tobytes())}),
      matrices=[matrix(values, "bfloat16")])
# All finite numbers there are.
e4m3 = np.array([b for b in range(256) if b & 127 != 127], "u1").reshape(2, 127)
write("safetensors", "float8_e4m3fn.safetensors", file({"x": ("F8_E4M3", e4m3.shape, e4m3.tobytes())}),
      matrices=[matrix(float8(e4m3.astype(int), 4, 7, False), "float8_e4m3fn")])
e5m2 = np.array([b for b in range(256) if (b & 127) < 124], "u1").reshape(2, 124)
write("safetensors", "float8_e5m2.safetensors", file({"x": ("F8_E5M2", e5m2.shape, e5m2.tobytes())}),
      matrices=[matrix(float8(e5m2.astype(int), 5, 15, True), "float8_e5m2")])

f32 = base.astype("<f4")
vocabulary = rng.normal(size=(11, 6)).astype("<f4")
write("safetensors", "model.safetensors", file({
    "model.layers.0.self_attn.q_proj.weight": f32[:6],
    "lm_head.weight": vocabulary * 2,
    "model.norm.weight": f32[0],
    "model.embed_tokens.weight": vocabulary,
    "model.rotary": f32.reshape(7, 3, 2),
}, {"format": "pt"}), matrices=[matrix(vocabulary)], notes=["1 of 5 tensors read"])
write("safetensors", "layers.safetensors", file({"layer_10": f32 * 3, "layer_2": f32 * 2, "layer_0": f32}),
      matrices=[matrix(f32), matrix(f32 * 2), matrix(f32 * 3)])
write("safetensors", "largest.safetensors", file({"a": f32[:2], "b": f32, "c": f32[:3]}), matrices=[matrix(f32)])
write("safetensors", "proto.safetensors", file({"__proto__": f32, "constructor": f32 * 2}),
      matrices=[matrix(f32), matrix(f32 * 2)])
write("safetensors", "named-wrongly.npy", file({"x": f32}), matrices=[matrix(f32)])
write("safetensors", "padded-header.safetensors",
      raw(json.dumps({"x": {"dtype": "F32", "shape": [7, 6], "data_offsets": [0, 168]}}).encode() + b" " * 9, f32.tobytes()),
      matrices=[matrix(f32)])

holes = f32.copy()
holes[3, 4] = np.nan
write("safetensors", "nan.safetensors", file({"x": holes}), matrices=[matrix(holes)],
      **error("E_NONFINITE", "row 3, column 4"))
whole = file({"x": f32})
write("safetensors", "truncated.safetensors", whole[:-5], **error("E_TRUNCATED", 'tensor "x"'))
write("safetensors", "truncated-header.safetensors", whole[:20], **error("E_HEADER", "byte 0"))
write("safetensors", "four-bytes.safetensors", whole[:4], **error("E_HEADER", "byte 0"))
write("safetensors", "header-length-absurd.safetensors", raw(b'{"', length=2**63), **error("E_HEADER", "byte 0"))
write("safetensors", "header-no-json.safetensors", raw(b'{"x": '), **error("E_HEADER", "byte 8"))
write("safetensors", "empty-header.safetensors", raw({}), **error("E_SHAPE", "header"))
write("safetensors", "one-axis.safetensors", file({"x": f32[0]}), **error("E_SHAPE", "header"), says="one axis")
write("safetensors", "three-axes.safetensors", file({"x": f32.reshape(7, 3, 2)}), **error("E_SHAPE", "header"))
write("safetensors", "no-rows.safetensors", file({"x": f32[:0]}), **error("E_SHAPE", "header"))
write("safetensors", "float4.safetensors", file({"x": ("F4", (7, 6), bytes(21))}), **error("E_SHAPE", "header"), says="F4")
entry = {"dtype": "F32", "shape": [7, 6], "data_offsets": [0, 168]}
for name, change in {
    "size-mismatch": {"shape": [7, 7]},
    "huge-shape": {"shape": [2**40, 2**40]},
    "negative-shape": {"shape": [-7, 6]},
    "fractional-shape": {"shape": [7.5, 6]},
    "backwards": {"data_offsets": [168, 0]},
    "offsets-negative": {"data_offsets": [-8, 160]},
    "offsets-text": {"data_offsets": "0, 168"},
    "dtype-number": {"dtype": 7},
}.items():
    write("safetensors", f"{name}.safetensors", raw({"x": {**entry, **change}}, f32.tobytes()), **error("E_HEADER", "byte 8"))
write("safetensors", "beyond-the-end.safetensors", raw({"x": {**entry, "data_offsets": [2**40, 2**40 + 168]}}, f32.tobytes()),
      **error("E_TRUNCATED", 'tensor "x"'))
write("safetensors", "entry-is-list.safetensors", raw({"x": [1, 2]}), **error("E_HEADER", "byte 8"))
write("safetensors", "header-is-list.safetensors", raw([1, 2]), **error("E_HEADER|E_FORMAT", "byte (0|8)"))
