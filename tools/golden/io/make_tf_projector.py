#!/usr/bin/env python3
"""Writes the fixtures of the TensorFlow Projector: src/io/tf-projector/testdata.

    /usr/bin/python3 tools/golden/io/make_tf_projector.py

Needs numpy and Pillow (for the sprite sheet). A folder is a fixture of files that are dropped together.
The names of the fields are those of projector_config.json as the standalone Projector reads them
(https://github.com/tensorflow/embedding-projector-standalone, oss_data/oss_demo_projector_config.json).
"""

import io
import json

import numpy as np
from PIL import Image

from fixture import column, error, matrix, write, write_folder

N, D = 12, 5
rng = np.random.default_rng(4)
X = rng.normal(size=(N, D)).astype("<f4")
Y = rng.normal(size=(N, 3)).astype("<f4")
TEXT = np.round(X.astype("f8"), 6)
WORDS = ["sun", "moon", "sea", "river", "word", "tree", "stone", "sand", "rain", "snow", "wind", "fire"]


PARTS = {}


def plain(name, data):
    PARTS[name] = data


def config(name, embeddings, together=None, **expected):
    """A configuration: by itself, and in a folder NAME with the files of `together`."""
    text = embeddings if isinstance(embeddings, str) else json.dumps({"embeddings": embeddings}, indent=2)
    if together is None:
        write("tf-projector", f"{name}", text, **expected)
        return
    files = {"projector_config.json": text, **{file: PARTS[file] for file in together["files"]}}
    found = {key: value for key, value in together.items() if key != "files"}
    write_folder("tf-projector", name, files, **found)


def tsv(rows):
    return "".join("\t".join(str(v) for v in row) + "\n" for row in rows)


def parts():
    plain("tensors.bytes", X.tobytes())
    plain("other.bytes", Y.tobytes())
    plain("tensors.tsv", tsv(TEXT))
    plain("words.tsv", tsv([[w] for w in WORDS]))
    plain("words_and_kinds.tsv", tsv([["word", "kind"]] + [[w, "ab"[i % 2]] for i, w in enumerate(WORDS)]))
    plain("years.tsv", tsv([["year"]] + [[1990 + i % 4] for i in range(N - 1)]))
    steps = [i + 1 if i + 1 < N else "" for i in range(N)]
    plain("sequence.tsv", tsv([["word", "__seq_next__"]] + [[w, s] for w, s in zip(WORDS, steps)]))
    plain("state.txt", json.dumps([{"label": "State 0", "selectedProjection": "pca"}]))
    sheet = Image.fromarray(rng.integers(0, 255, size=(3 * 10, 4 * 16, 3), dtype=np.uint8))
    out = io.BytesIO()
    sheet.save(out, "PNG")
    plain("sprite.png", out.getvalue())


def make():
    parts()
    raw = {"tensorName": "mine", "tensorShape": [N, D], "tensorPath": "oss_data/tensors.bytes"}
    ours = "projector_config.json"
    config("alone", [raw], **error("E_TRUNCATED", 'embedding "mine"'), says="tensors.bytes was not dropped along")
    found = {"matrices": [matrix(X)], "ids": WORDS}
    kinds = [column("word", "text", WORDS[:3]), column("kind", "category", ["a", "b", "a"])]

    config("metadata", [{**raw, "metadataPath": "oss_data/words_and_kinds.tsv"}],
           {"files": ["tensors.bytes", "words_and_kinds.tsv"], **found, "columns": kinds,
            "notes": ["words_and_kinds.tsv: the first line is the heading, by the rule"]})
    config("one-column", [{**raw, "metadataPath": "words.tsv"}],
           {"files": ["tensors.bytes", "words.tsv"], **found, "columns": [column("words", "text", WORDS[:3])]})
    config("one-column-of-numbers", [{**raw, "metadataPath": "years.tsv"}],
           {"files": ["tensors.bytes", "years.tsv"], "matrices": [matrix(X)], "columns": [column("years", "category", ["year", "1990", "1991"])],
            "notes": ["years.tsv: there is no heading, by the rule"]})
    config("several", [raw, {"tensorName": "second", "tensorShape": [N, 3], "tensorPath": "other.bytes"}],
           {"files": ["tensors.bytes", "other.bytes"], "matrices": [matrix(X), matrix(Y)]})
    config("table", [{**raw, "tensorPath": "tensors.tsv"}],
           {"files": ["tensors.tsv"], "matrices": [matrix(TEXT, "text")]})
    config("table-without-shape", [{"tensorPath": "tensors.tsv"}], metadata=True)
    sprite = {"imagePath": "img/sprite.png", "singleImageDim": [16, 10]}
    config("sprite", [{**raw, "sprite": sprite, "bookmarksPath": "b/state.txt"}],
           {"files": ["tensors.bytes", "sprite.png", "state.txt"], "matrices": [matrix(X)],
            "notes": ["sprite.png is read as a sheet of 12 tiles of 16 x 10 pixels, 4 in a row", "bookmarks in state.txt are not shown"]})
    large = {"imagePath": "sprite.png", "singleImageDim": [32, 32]}
    config("sprite-too-small", [{**raw, "sprite": large}],
           {"files": ["tensors.bytes", "sprite.png"], "matrices": [matrix(X)], **error("E_IMAGE", "width and height", "sprite.png")})
    config("sprite-missing", [{**raw, "sprite": sprite}],
           {"files": ["tensors.bytes"], "matrices": [matrix(X)], "notes": ["sprite.png, the sheet that projector_config.json names, was not"]})
    config("sequence", [{**raw, "metadataPath": "sequence.tsv"}],
           {"files": ["tensors.bytes", "sequence.tsv"], **found,
            "columns": [column("word", "text", WORDS[:3]), column("__seq_next__", "number", [1, 2, 3])],
            "notes": ["__seq_next__ of sequence.tsv holds the row of the next item"]})
    config("paths-outside", [{**raw, "tensorPath": "../../../tensors.bytes", "metadataPath": "..\\..\\words.tsv"}],
           {"files": ["tensors.bytes", "words.tsv"], **found})
    config("address", [{**raw, "tensorPath": "https://example.org/data/tensors.bytes?v=1#x"}],
           {"files": ["tensors.bytes"], "matrices": [matrix(X)]})
    config("one-of-two", [{"tensorName": "gone", "tensorShape": [N, 3], "tensorPath": "gone.bytes"}, raw],
           {"files": ["tensors.bytes"], "matrices": [matrix(X)]})

    config("other-size", [{**raw, "tensorShape": [N + 1, D]}],
           {"files": ["tensors.bytes"], "matrices": [], **error("E_TRUNCATED", 'embedding "mine"', ours)})
    config("huge-shape", [{**raw, "tensorShape": [2**50, 2]}],
           {"files": ["tensors.bytes"], "matrices": [], **error("E_TRUNCATED", 'embedding "mine"', ours)})
    config("no-shape", [{"tensorPath": "tensors.bytes"}], **error("E_SHAPE", "embeddings"))
    config("negative-shape", [{**raw, "tensorShape": [-1, 4]}], **error("E_SHAPE", "embeddings"))
    config("shape-of-texts", [{**raw, "tensorShape": ["12", "5"]}], **error("E_SHAPE", "embeddings"))
    config("no-path", [{"tensorName": "x", "tensorShape": [1, 1]}, raw], **error("E_JSON", "embeddings"))
    config("entry-null", [None, raw], **error("E_JSON", "embeddings"))
    config("cut-short", '{"embeddings": [{"tensorPath": "tens', **error("E_JSON", "embeddings"))
    config("no-list", '{"embeddings": {"tensorPath": "x"}}', **error("E_JSON", "embeddings"))
    config("none", '{"embeddings": [], "tensorPath": 1}', **error("E_JSON", "embeddings"))


make()
