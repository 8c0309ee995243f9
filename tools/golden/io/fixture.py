"""What all scripts that write fixtures of readers share: src/io/<format>/testdata/FILE and FILE.expected.json.

What a file should be read as is said by numpy and the library of the format, not by Locus. Each expected file records the
versions. The tests (src/io/<format>/<format>.test.ts) run over every file of the folder, so a fixture added is a test
added. Expected errors give the code and a regular expression for the place.
"""

import json
import pathlib
import platform

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[3] / "src" / "io"
VERSIONS = f"numpy {np.__version__}, Python {platform.python_version()}"


def number(x):
    return float(x) if np.isfinite(x) else None


def matrix(x, dtype=None):
    """What the reader should find in a 2-D array; sums in float64 over the values of the file."""
    wide = np.asarray(x).astype(np.float64)
    return {
        "rows": x.shape[0],
        "columns": x.shape[1],
        "dtype": dtype or x.dtype.name,
        "first": [number(v) for v in wide[0, :5]],
        "sum": number(wide.sum()),
        "absoluteSum": number(np.abs(wide).sum()),
        "last": number(wide[-1, -1]),
    }


def column(name, kind, first):
    return {"name": name, "type": kind, "first": first}


def write(folder, name, data, **expected):
    target = ROOT / folder / "testdata"
    target.mkdir(parents=True, exist_ok=True)
    data = data.encode() if isinstance(data, str) else data
    (target / name).write_bytes(data)
    text = json.dumps({"madeBy": VERSIONS, **expected}, indent=1)
    (target / f"{name}.expected.json").write_text(text + "\n")


def write_folder(folder, name, files, **expected):
    """A fixture of several files that are dropped together. files: path -> bytes or text."""
    target = ROOT / folder / "testdata"
    for path, data in files.items():
        at = target / name / path
        at.parent.mkdir(parents=True, exist_ok=True)
        at.write_bytes(data.encode() if isinstance(data, str) else data)
    text = json.dumps({"madeBy": VERSIONS, **expected}, indent=1)
    (target / f"{name}.expected.json").write_text(text + "\n")


def error(code, place, file=None):
    """file: which of a folder it is about."""
    return {"error": {"code": code, "place": place, **({"file": file} if file else {})}}
