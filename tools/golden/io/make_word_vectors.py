#!/usr/bin/env python3
"""Writes the fixtures of word vectors as their programs write them (word2vec.c, GloVe's text, fastText .vec).

    /usr/bin/python3 tools/golden/io/make_word_vectors.py
"""

import numpy as np

from fixture import error, matrix, write

rng = np.random.default_rng(7)
x = rng.normal(size=(12, 10)).astype("<f4")
words = ["the", "of", "river", "caf\u00e9", "\u6c34", "it's", "</s>", "New_York", "#", "1984", "__proto__", ","]


def text(rows, names, header=None, sep=" ", end="\n", tail=""):
    lines = [name + sep + sep.join(f"{v:.6f}" for v in row) + tail for name, row in zip(names, rows)]
    return ((header + end if header else "") + end.join(lines) + end).encode()


def binary(rows, names, header=None, newline=b"\n"):
    head = (header or f"{len(rows)} {rows.shape[1]}\n").encode()
    return head + b"".join(n.encode() + b" " + r.tobytes() + newline for n, r in zip(names, rows))


rounded = np.round(x.astype(float), 6)
expected = {"matrices": [matrix(rounded, "text")], "ids": words[:5]}
exact = {"matrices": [matrix(x)], "ids": words[:5]}

write("word-vectors", "glove.txt", text(rounded, words), **expected)
write("word-vectors", "glove-crlf.txt", text(rounded, words, end="\r\n"), **expected)
write("word-vectors", "glove-no-last-newline.txt", text(rounded, words)[:-1], **expected)
spaced = ["the", "of", "at name@domain.com", ". . ."] + words[4:]
write("word-vectors", "glove-words-with-spaces.txt", text(rounded, spaced), matrices=[matrix(rounded, "text")], ids=spaced[:5])
write("word-vectors", "word2vec.txt", text(rounded, words, "12 10"), **expected)
write("word-vectors", "fasttext.vec", text(rounded, words, "12 10", tail=" "), **expected)
write("word-vectors", "word2vec.bin", binary(x, words), **exact)
write("word-vectors", "word2vec-no-newlines.bin", binary(x, words, newline=b""), **exact)
write("word-vectors", "glove.csv", text(rounded, words), **expected)
few = rng.normal(size=(5, 3))
write("word-vectors", "three-dimensions.vec", text(np.round(few, 6), words[:5], "5 3"),
      matrices=[matrix(np.round(few, 6), "text")], ids=words[:5])
scientific = b"a 1e-05 2.5E3 -.5 4. +5 6 7 8\nb 1 2 3 4 5 6 7 -1.25e+2\n"
write("word-vectors", "scientific.txt", scientific,
      matrices=[matrix(np.array([[1e-5, 2500, -0.5, 4, 5, 6, 7, 8], [1, 2, 3, 4, 5, 6, 7, -125]]), "text")], ids=["a", "b"])
latin = text(rounded, ["caf\u00e9"] + words[1:]).replace("caf\u00e9".encode(), b"caf\xe9", 1)
write("word-vectors", "word-in-latin1.txt", latin, matrices=[matrix(rounded, "text")], notes=["1 word not in valid UTF-8"])

holes = text(rounded, words).decode().splitlines()
holes[3] = " ".join(["caf\u00e9"] + ["nan"] * 10)
bad = rounded.copy()
bad[3] = np.nan
write("word-vectors", "nan.txt", "\n".join(holes) + "\n", matrices=[matrix(bad, "text")], **error("E_NONFINITE", "row 3, column 0"))
lines = text(rounded, words).decode().splitlines()
write("word-vectors", "short-line.txt", "\n".join(lines[:7] + [lines[7].rsplit(" ", 3)[0]] + lines[8:]),
      **error("E_RAGGED|E_VALUE", "line 8"))
write("word-vectors", "no-number.txt", "\n".join(lines[:7] + [lines[7].rsplit(" ", 1)[0] + " x1"] + lines[8:]),
      **error("E_VALUE", "line 8, number 9"))
write("word-vectors", "claims-more.txt", text(rounded, words, "13 10"), **error("E_TRUNCATED", "word 12"))
write("word-vectors", "claims-fewer.txt", text(rounded, words, "11 10"), **error("E_HEADER", "line 13"))
write("word-vectors", "truncated.bin", binary(x, words)[:-9], **error("E_TRUNCATED|E_FORMAT", "(word 11|byte 0)"))
write("word-vectors", "claims-2-29-words.bin", binary(x, words, "536870912 10\n"), **error("E_FORMAT", "byte 0"))
