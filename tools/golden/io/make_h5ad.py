#!/usr/bin/env python3
"""Writes the fixtures of src/io/hdf5 that are AnnData: /usr/bin/python3 tools/golden/io/make_h5ad.py (python3-anndata)."""

import pathlib
import tempfile
import warnings

import anndata
import h5py
import numpy as np
import pandas as pd
import scipy.sparse as sp

import fixture
from fixture import column, error, matrix

warnings.simplefilter("ignore")
fixture.VERSIONS = f"anndata {anndata.__version__}, h5py {h5py.__version__}, {fixture.VERSIONS}"
rng = np.random.default_rng(5)
N, D = 8, 6
dense = np.round(rng.normal(size=(N, D)), 3).astype("f4")
counts = rng.poisson(0.6, size=(N, D)).astype("f4")
pca = rng.normal(size=(N, 4))
cells = [f"cell{i}" for i in range(N)]


def data(x):
    obs = pd.DataFrame({
        "cluster": pd.Categorical(["B", "T", "B", None, "T", "B", "NK", "T"], categories=["B", "NK", "T"]),
        "n_genes": np.arange(N) * 3,
        "score": np.array([0.1, np.nan] * (N // 2), "f4"),
        "doublet": pd.array([True, False, None, True] * 2, dtype="boolean"),
        "sample": pd.array([1, None, 3, 4] * 2, dtype="Int64"),
        "comment": [f"été {i}" for i in range(N)],
    }, index=cells)
    return anndata.AnnData(x, obs=obs, var=pd.DataFrame(index=[f"gene{i}" for i in range(D)]))


COLUMNS = [column("index", "text", cells[:3]), column("cluster", "category", ["B", "T", "B"]), column("n_genes", "number", [0, 3, 6]),
           column("score", "number", [0.1, None, 0.1]), column("doublet", "category", ["true", "false", None]),
           column("sample", "number", [1, None, 3]), column("comment", "text", ["été 0", "été 1", "été 2"])]


def repack(old, new, lean):
    """`lean`: without groups that hold nothing, and with texts of fixed length as attributes; a heap of texts takes 4 KiB."""
    for key, value in old.attrs.items():
        new.attrs[key] = np.bytes_(value) if lean and isinstance(value, str) else value
    for key in old:
        if isinstance(old[key], h5py.Group):
            if not lean or len(old[key]):
                repack(old[key], new.create_group(key), lean)
        elif not lean:
            old.copy(key, new)
        elif old[key].dtype == object:
            new[key] = np.char.encode(old[key].asstr()[:].astype("U"), "utf-8")
        else:
            new[key] = old[key][()]


def write(name, a, edit=None, lean=False, **expected):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "x.h5ad"
        a.write_h5ad(path)
        if edit:
            with h5py.File(path, "r+") as f:
                edit(f)
        # The newest form of the file is a third as large; references do not survive the copy.
        if getattr(edit, '__name__', '') != 'old_categories':
            small = pathlib.Path(folder) / "small.h5ad"
            with h5py.File(path) as old, h5py.File(small, "w", libver="latest", fs_strategy="none") as new:
                repack(old, new, lean)
            path = small
        fixture.write("hdf5", name, path.read_bytes(), **expected)


right = dict(columns=COLUMNS, ids=cells)
a = data(dense)
a.obs["leiden"] = pd.Categorical(["0", "1"] * (N // 2))
a.uns["cluster_colors"] = np.array(["#FF0000", "#0f0", "#0000ff80"])
a.uns["leiden_colors"] = np.array(["red", "tab:blue"])
write("dense.h5ad", a, matrices=[matrix(dense)], ids=cells, columns=[*COLUMNS, column("leiden", "category", ["0", "1", "0"])],
      notes=["6 variables .*gene0, gene1", "colours of cluster \\(uns/cluster_colors\\) are those of the file",
             "colours of leiden .* not all written as #rrggbb"])
write("csr.h5ad", data(sp.csr_matrix(counts)), matrices=[matrix(counts)], notes=["sparse \\(csr"], **right)
write("csc.h5ad", data(sp.csc_matrix(counts)), matrices=[matrix(counts)], lean=True, notes=["sparse \\(csc"], **right)
a = data(sp.csr_matrix(counts))
a.obsm["X_umap"] = pca[:, :2]
a.obsm["X_pca"] = pca
a.layers["raw"] = sp.csc_matrix(counts)
write("pca.h5ad", a, lean=True, matrices=[matrix(pca)], **right)


def old_categories(f):
    """The form of AnnData 0.7: codes with a reference to obs/__categories."""
    codes, names = f["obs/cluster/codes"][:], f["obs/cluster/categories"][:]
    del f["obs/cluster"], f.attrs["encoding-type"]
    f["obs/cluster"] = codes
    f["obs/__categories/cluster"] = names
    f["obs/cluster"].attrs["categories"] = f["obs/__categories/cluster"].ref


def old_sparse(f):
    for key, value in [("h5sparse_format", "csr"), ("h5sparse_shape", f["X"].attrs["shape"])]:
        f["X"].attrs[key] = value
    del f["X"].attrs["encoding-type"], f["X"].attrs["shape"]


write("old-categories.h5ad", data(dense), old_categories, matrices=[matrix(dense)], **right)
write("old-sparse.h5ad", anndata.AnnData(sp.csr_matrix(counts)), old_sparse, lean=True, matrices=[matrix(counts)])


def table_as_records(f):
    del f["obs"], f.attrs["encoding-type"]
    f["obs"] = np.array([(c.encode(), 1) for c in cells], [("index", "S8"), ("n", "i4")])


write("obs-before-0.7.h5ad", anndata.AnnData(dense), table_as_records, matrices=[matrix(dense)], notes=["before AnnData 0.7"])


def put(path, at, value):
    def edit(f):
        f[path][at] = value
    return edit


def attribute(path, name, value):
    def edit(f):
        f[path].attrs[name] = value
    return edit


sparse = anndata.AnnData(sp.csr_matrix(counts))
bad = lambda name, edit, code, place, **more: write(name, sparse, edit, lean=True, **error(code, place), **more)
bad("index-outside.h5ad", put("X/indices", 2, 999), "E_HEADER", "^/X/indices, number 2$", says="points outside")
bad("index-negative.h5ad", put("X/indices", 1, -1), "E_HEADER", "^/X/indices, number 1$", says="points outside")
bad("pointers-fall.h5ad", put("X/indptr", 3, 0), "E_HEADER", "indptr", says="does not rise")
bad("pointers-beyond.h5ad", put("X/indptr", -1, 2**30), "E_HEADER", "indptr", says="does not rise")
bad("false-shape.h5ad", attribute("X", "shape", [2**33, 6]), "E_SHAPE", "^X$", says="indptr does not fit its shape")
bad("sparse-too-large.h5ad", attribute("X", "shape", [N, 2**30]), "E_MEMORY", "^X$", says="made dense")
bad("sparse-too-empty.h5ad", attribute("X", "shape", [N, 5_000_000]), "E_LIMIT", "^X$", says="far more places than its")
bad("no-indices.h5ad", lambda f: f.__delitem__("X/indices"), "E_SHAPE", "^X$", says="has no indices")
