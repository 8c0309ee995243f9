"""Safetensors byte by byte, as its specification says (huggingface/safetensors, "Format")."""

import json
import struct

CODES = {"float64": "F64", "float32": "F32", "float16": "F16", "int64": "I64", "int32": "I32", "int16": "I16",
         "int8": "I8", "uint64": "U64", "uint32": "U32", "uint16": "U16", "uint8": "U8", "bool": "BOOL"}


def raw(header, body=b"", length=None):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + body


def file(tensors, metadata=None):
    """tensors: name -> array, or (code, shape, bytes)."""
    header, body = {}, b""
    if metadata:
        header["__metadata__"] = metadata
    for name, x in tensors.items():
        code, shape, data = x if isinstance(x, tuple) else (CODES[x.dtype.name], x.shape, x.tobytes())
        header[name] = {"dtype": code, "shape": list(shape), "data_offsets": [len(body), len(body) + len(data)]}
        body += data
    return raw(header, body)
