#!/usr/bin/env python3
"""Writes the fixtures of sparse autoencoders: src/io/sae/testdata/FOLDER and FOLDER.expected.json.

    /usr/bin/python3 tools/golden/io/make_sae.py      (Debian: python3-torch, python3-numpy)

The modules have the parameters that the classes of the libraries have, and are saved as those save them:
decoderesearch/SAELens sae_lens/saes/*.py (`save_model`), saprmarks/dictionary_learning dictionary.py and training.py,
EleutherAI/sparsify sparse_coder.py (`save_to_disk`). What comes out is computed with numpy by the definitions of those
classes: decoder and encoder vectors with one row per feature, scales folded as `fold_activation_norm_scaling_factor`
and `finetuning_scaling_factor` do.
"""

import io
import json
import math
import os
import pickle
import shutil

import numpy as np
import torch
from torch import nn

import fixture
from fixture import ROOT, column, error, matrix, write_folder
from safetensors_bytes import CODES, file as safetensors_file

fixture.VERSIONS += f", torch {torch.__version__}"
D, M, OUT = 6, 14, 5
rng = np.random.default_rng(2026)
shutil.rmtree(ROOT / "sae" / "testdata", ignore_errors=True)


def normal(*shape):
    return rng.normal(size=shape).astype("<f4")


def safetensors(tensors):
    """The library orders by name; types that NumPy has not are given as (code, shape, bytes)."""
    return safetensors_file(dict(sorted(tensors.items())))


def saved(state, **options):
    out = io.BytesIO()
    torch.save(state, out, **options)
    return out.getvalue()


def norms(x):
    x = np.asarray(x).astype("<f4")  # the vectors as they are held
    return [math.sqrt(sum(float(v) * float(v) for v in row)) for row in x]


def columns(prefix, **values):
    """Under their names, in order; the first three values."""
    return [column(f"{prefix}{name.replace('_', ' ')}", "number", [float(v) for v in x[:3]]) for name, x in values.items()]


def put(name, files, decoder=None, encoder=None, cols=None, notes=(), dtype=None, prefix=None):
    """One autoencoder in a folder; decoder and encoder have one row per feature."""
    prefix = f"{name} " if prefix is None else prefix
    dtype = dtype or "float32"
    rows = lambda x, kind: {"name": f"{prefix}{kind} rows", **matrix(x, dtype)}
    proposed = rows(decoder, "decoder") if decoder is not None else rows(encoder, "encoder")
    known = dict(cols or {})
    if decoder is not None:
        sparsity = known.pop("log10_sparsity", None)
        known["decoder_norm"] = norms(decoder)
        if sparsity is not None:
            known["log10_sparsity"] = sparsity
    extra = {} if encoder is None or decoder is None else {"encoder": rows(encoder, "encoder")}
    write_folder("sae", name, files, matrices=[proposed], columns=columns(prefix, **known), notes=list(notes), **extra)


def refuse(name, files, code, place, about, says=None, left=()):
    """left: matrices of files that are opened by themselves, as nothing says what they belong to."""
    write_folder("sae", name, files, **error(code, place, about), **({"says": says} if says else {}), matrices=list(left))


# --- SAELens ---------------------------------------------------------------------------------------------------------

METADATA = {"sae_lens_version": "6.5.0", "sae_lens_training_version": "6.5.0", "model_name": "gpt2-small",
            "hook_name": "blocks.8.hook_resid_pre", "hook_head_index": None, "prepend_bos": True}


def cfg(architecture, **changes):
    config = {"d_in": D, "d_sae": M, "dtype": "float32", "device": "cpu", "apply_b_dec_to_input": True,
              "normalize_activations": "none", "reshape_activations": "none", "metadata": METADATA,
              "architecture": architecture}
    config.update(changes)
    return json.dumps({key: value for key, value in config.items() if value != "absent"})


def sae(*names, out=D):
    shapes = {"W_enc": (D, M), "W_dec": (M, out), "b_dec": (out,), "W_skip": (out, D)}
    return {name: normal(*shapes.get(name, (M,))) for name in names}


BASE = ("W_enc", "W_dec", "b_enc", "b_dec")


def saelens(name, config, tensors, cols=None, notes=(), more=None, decoder=None, encoder=None, dtype=None):
    wide = {key: x for key, x in tensors.items() if not isinstance(x, tuple)}
    decoder = wide["W_dec"] if decoder is None else decoder
    if encoder is None and "W_enc" in wide:
        encoder = wide["W_enc"].T
    cols = {"encoder_bias": wide["b_enc"]} if cols is None else cols
    put(name, {"cfg.json": config, "sae_weights.safetensors": safetensors(tensors), **(more or {})}, decoder, encoder,
        cols, notes, dtype)


x = sae(*BASE)
saelens("saelens-standard", cfg("standard"), x,
        notes=["SAELens, standard \\(ReLU\\): 14 features of 6 dimensions", "decoder bias is subtracted from inputs\\."])
saelens("saelens-bias-not-subtracted", cfg("standard", apply_b_dec_to_input=False), x,
        notes=["decoder bias is not subtracted"])

x = sae(*BASE)
sparsity = np.log10(rng.uniform(1e-6, 1e-2, size=M) + 1e-10).astype("<f4")
old = {"model_name": "gpt2-small", "hook_point": "blocks.2.hook_resid_pre", "hook_point_layer": 2, "d_in": D,
       "expansion_factor": 2, "d_sae": M, "dtype": "torch.float32", "l1_coefficient": float("inf"), "lr": float("nan"),
       "use_ghost_grads": False, "activation_fn_str": "relu", "normalize_activations": False}
saelens("saelens-before-architectures", json.dumps(old), x, {"encoder_bias": x["b_enc"], "log10_sparsity": sparsity},
        ["no architecture is named: standard is assumed", "apply_b_dec_to_input is not there: true"],
        {"sparsity.safetensors": safetensors({"sparsity": sparsity})})
saelens("saelens-before-topk", cfg("standard", activation_fn_str="topk", activation_fn_kwargs={"k": 3}), sae(*BASE),
        notes=["SAELens, topk \\(TopK\\)", "k is 3\\."])
x = sae(*BASE)
saelens("saelens-topk", cfg("topk", k=4, rescale_acts_by_decoder_norm=True), x,
        notes=["k is 4\\.", "after scaling by the decoder norm"])

x = sae(*BASE)
half = {key: value.astype("<f2") for key, value in sae(*BASE, "threshold").items()}
half["threshold"] = np.abs(half["threshold"])
saelens("saelens-jumprelu", cfg("jumprelu", dtype="float16"), half,
        {"encoder_bias": half["b_enc"], "threshold": half["threshold"]}, ["jumprelu \\(JumpReLU\\)"], dtype="float16")
x = sae(*BASE, "log_threshold")
saelens("saelens-jumprelu-log", cfg("jumprelu"), x,
        {"encoder_bias": x["b_enc"], "threshold": [math.exp(v) for v in x["log_threshold"]]})
x = sae("W_enc", "W_dec", "b_dec", "b_gate", "b_mag", "r_mag")
saelens("saelens-gated", cfg("gated"), x,
        {"gate_bias": x["b_gate"], "magnitude_bias": x["b_mag"], "magnitude_scale": [math.exp(v) for v in x["r_mag"]]})
x = {**sae(*BASE), "topk_threshold": np.asarray(0.375, "<f8")}
saelens("saelens-batchtopk", cfg("batchtopk", k=2.5), x, notes=["one threshold for all features: 0\\.375", "k is 2\\.5"])
saelens("saelens-matryoshka", cfg("matryoshka_batchtopk", k=3.0, matryoshka_widths=[4, 14]),
        {**sae(*BASE), "topk_threshold": np.asarray(0.0, "<f8")}, notes=["matryoshka_batchtopk \\(BatchTopK\\)"])
saelens("saelens-matching-pursuit", cfg("matching_pursuit", residual_threshold=0.01), sae("W_dec", "b_dec"), {},
        ["encodes with the decoder rows"])
for kind in ["transcoder", "skip_transcoder", "jumprelu_transcoder", "jumprelu_skip_transcoder"]:
    names = [*BASE, *(["W_skip"] if "skip" in kind else []), *(["threshold"] if "jumprelu" in kind else [])]
    x = sae(*names, out=OUT)
    known = {"encoder_bias": x["b_enc"], **({"threshold": x["threshold"]} if "threshold" in x else {})}
    saelens(f"saelens-{kind.replace('_', '-')}", cfg(kind, d_out=OUT, apply_b_dec_to_input=False), x, known,
            ["transcoder of SAELens, .* 14 features from 6 to 5 dimensions", *(["W_skip"] if "skip" in kind else [])])

# bfloat16, whose values are exact in float32
exact = {key: torch.tensor(value).to(torch.bfloat16) for key, value in sae(*BASE).items()}
bits = {key: ("BF16", tuple(value.shape), value.contiguous().view(torch.int16).numpy().tobytes())
        for key, value in exact.items()}
values = {key: value.float().numpy() for key, value in exact.items()}
saelens("saelens-bfloat16", cfg("standard", dtype="bfloat16"), bits, {"encoder_bias": values["b_enc"]},
        decoder=values["W_dec"], encoder=values["W_enc"].T, dtype="bfloat16")

# scales of the inputs and of the features
x = sae(*BASE)
scale = 0.1875
saelens("saelens-expected-average", cfg("standard", normalize_activations="expected_average_only_in"), x,
        notes=["scaled by 0\\.1875 in training; folded"],
        more={"activation_scaler.json": json.dumps({"scaling_factor": scale, "has_whitening": False})},
        decoder=x["W_dec"].astype("f8") * (1 / scale), encoder=x["W_enc"].T.astype("f8") * scale)
saelens("saelens-expected-average-in-cfg",
        cfg("standard", normalize_activations="expected_average_only_in", norm_scaling_factor=4.0), x,
        decoder=x["W_dec"].astype("f8") * 0.25, encoder=x["W_enc"].T.astype("f8") * 4)
saelens("saelens-expected-average-unknown", cfg("standard", normalize_activations="expected_average_only_in"), x,
        notes=["no file gives the scale"])
saelens("saelens-folded-already", cfg("standard"), x,
        more={"activation_scaler.json": json.dumps({"scaling_factor": scale})})
saelens("saelens-constant-norm", cfg("standard", normalize_activations="constant_norm_rescale"), x,
        notes=["constant_norm_rescale scales every input"])
saelens("saelens-layer-norm", cfg("topk", k=2, normalize_activations="layer_norm"), x,
        notes=["layer_norm subtracts the mean of every input"])
saelens("saelens-hook-z", cfg("standard", reshape_activations="hook_z"), x, notes=["heads of an attention layer"])
factors = np.abs(normal(M)) + np.float32(0.5)
tuned = {**x, "scaling_factor": factors}
saelens("saelens-finetuned", cfg("standard", finetuning_scaling_factor=True), tuned, {"encoder_bias": x["b_enc"]},
        ["multiplied by its scaling_factor"], decoder=x["W_dec"].astype("f8") * factors.astype("f8")[:, None])

saelens("saelens-whole-run", cfg("standard"), x, notes=["not read: activations_store_state.safetensors, runner_cfg.json, trainer_state.pt"],
        more={"runner_cfg.json": json.dumps({"sae": {"architecture": "standard"}, "model_name": "gpt2-small"}),
              "activations_store_state.safetensors": safetensors({"n_dataset_processed": np.asarray(7, "<i8")}),
              "trainer_state.pt": saved({"optimizer": {"lr": 1e-3}, "n_training_steps": 3})})
saelens("saelens-prototype-keys",
        cfg("standard")[:-1] + ', "__proto__": {"architecture": "gated", "d_sae": 3}, "constructor": {"prototype": 1}}', x)
put("saelens-renamed", {"cfg.json": cfg("standard"), "layer-5.safetensors": safetensors(x)}, x["W_dec"], x["W_enc"].T,
    {"encoder_bias": x["b_enc"]})

# several in one drop: each its own spaces, told by its folder
first, second = sae(*BASE), sae(*BASE)
layers = {}
for layer, tensors in [("layer_2", first), ("layer_10", second)]:
    layers[f"{layer}/cfg.json"] = cfg("standard")
    layers[f"{layer}/sae_weights.safetensors"] = safetensors(tensors)
both = [("layer_10", second), ("layer_2", first)]
write_folder("sae", "saelens-layers", layers,
             matrices=[{"name": f"{layer} decoder rows", **matrix(t["W_dec"])} for layer, t in both],
             columns=[entry for layer, t in both
                      for entry in columns(f"{layer} ", encoder_bias=t["b_enc"], decoder_norm=norms(t["W_dec"]))])

# --- dictionary_learning ---------------------------------------------------------------------------------------------


def config(dict_class, **changes):
    trainer = {"trainer_class": "StandardTrainer", "dict_class": dict_class, "activation_dim": D, "dict_size": M,
               "lr": 1e-3, "steps": 100, "seed": 0, "device": "cuda:0", "layer": 8, "lm_name": "pythia-70m",
               "submodule_name": "resid_post", **changes}
    return json.dumps({"trainer": trainer, "buffer": {"d_submodule": D, "ctx_len": 128}})


def module(linear_encoder=None, linear_decoder=None, buffers=None, **parameters):
    """A module with these parameters, filled with numbers."""
    made = nn.Module()
    for name, shape in parameters.items():
        setattr(made, name, nn.Parameter(torch.zeros(shape)))
    if linear_encoder is not None:
        made.encoder = nn.Linear(D, M, bias=linear_encoder)
    if linear_decoder is not None:
        made.decoder = nn.Linear(M, D, bias=linear_decoder)
    for parameter in made.parameters():
        parameter.data = torch.tensor(normal(*parameter.shape))
    for name, value in (buffers or {}).items():
        made.register_buffer(name, value)
    return made


def numbers(state):
    return {name: value.detach().numpy() for name, value in state.items()}


def dictionary(name, dict_class, made, notes=(), cols=None, state=None, data=None, **changes):
    state = made.state_dict() if state is None else state
    x = {key.replace("_orig_mod.", ""): value for key, value in numbers(state).items()}
    is_linear = "encoder.weight" in x
    decoder = x["decoder.weight"].T if is_linear else x["W_dec"]
    encoder = x["encoder.weight"] if is_linear else x["W_enc"].T
    cols = {"encoder_bias": x["encoder.bias" if is_linear else "b_enc"]} if cols is None else cols(x)
    put(f"dictionary-{name}", {"config.json": config(dict_class, **changes), "ae.pt": data or saved(state)}, decoder,
        encoder, cols, notes)


TOP = {"k": torch.tensor(4, dtype=torch.int), "threshold": torch.tensor(0.25)}
plain = module(True, False, bias=D)
dictionary("auto-encoder", "AutoEncoder", plain, ["AutoEncoder \\(ReLU\\)", "bias is subtracted from inputs"])
dictionary("auto-encoder-legacy", "AutoEncoder", plain,
           data=saved(plain.state_dict(), _use_new_zipfile_serialization=False))
dictionary("auto-encoder-compiled", "AutoEncoder", plain,
           state={f"_orig_mod.{name}": value for name, value in plain.state_dict().items()})
dictionary("auto-encoder-new", "AutoEncoderNew", module(True, True), ["bias is not subtracted"])
dictionary("gated", "GatedAutoEncoder", module(False, False, decoder_bias=D, r_mag=M, gate_bias=M, mag_bias=M),
           ["multiplied by the decoder norm"],
           lambda x: {"gate_bias": x["gate_bias"], "magnitude_bias": x["mag_bias"],
                      "magnitude_scale": [math.exp(v) for v in x["r_mag"]]})
dictionary("jumprelu", "JumpReluAutoEncoder", module(W_enc=(D, M), b_enc=M, W_dec=(M, D), b_dec=D, threshold=M),
           ["multiplied by the decoder norm", "bias is not subtracted"],
           lambda x: {"encoder_bias": x["b_enc"], "threshold": x["threshold"]})
dictionary("topk", "AutoEncoderTopK", module(True, False, b_dec=D, buffers={**TOP, "threshold": torch.tensor(-1.0)}),
           ["no threshold was set in training \\(-1\\)", "k is 4"], k=4)
dictionary("batchtopk", "BatchTopKSAE", module(True, False, b_dec=D, buffers=TOP),
           ["one threshold for all features: 0\\.25"], k=4)
dictionary("matryoshka", "MatryoshkaBatchTopKSAE",
           module(W_enc=(D, M), b_enc=M, W_dec=(M, D), b_dec=D,
                  buffers={**TOP, "group_sizes": torch.tensor([4, 10])}), k=4, group_sizes=[4, 10])

# --- sparsify --------------------------------------------------------------------------------------------------------


def sparsify_cfg(**changes):
    values = {"activation": "topk", "expansion_factor": 32, "normalize_decoder": True, "num_latents": M, "k": 3,
              "multi_topk": False, "skip_connection": False, "transcode": False, "d_in": D, **changes}
    return json.dumps({key: value for key, value in values.items() if value != "absent"})


def sparsify(name, config_text, features=M, skip=False, has_decoder=True, notes=()):
    x = {"encoder.weight": normal(features, D), "encoder.bias": normal(features), "b_dec": normal(D)}
    if has_decoder:
        x["W_dec"] = normal(features, D)
    if skip:
        x["W_skip"] = normal(D, D)
    put(f"sparsify-{name}", {"cfg.json": config_text, "sae.safetensors": safetensors(x)}, x.get("W_dec"),
        x["encoder.weight"], {"encoder_bias": x["encoder.bias"]}, notes)


sparsify("topk", sparsify_cfg(), notes=["sparsify, topk \\(TopK\\)", "bias is subtracted", "normalize_decoder"])
sparsify("groupmax", sparsify_cfg(activation="groupmax"), notes=["groupmax \\(GroupMax\\)"])
sparsify("expansion-factor", sparsify_cfg(num_latents=0, expansion_factor=2), features=2 * D)
sparsify("before-activations", sparsify_cfg(activation="absent", transcode="absent", skip_connection="absent"),
         notes=["topk is assumed"])
sparsify("transcoder", sparsify_cfg(transcode=True, skip_connection=True), skip=True,
         notes=["transcoder of sparsify", "bias is not subtracted", "W_skip"])
sparsify("no-decoder", sparsify_cfg(), has_decoder=False, notes=["saved without a decoder"])

# as `sparsify` leaves a run: the configuration of the training above the folders of the layers
x = {"encoder.weight": normal(M, D), "encoder.bias": normal(M), "b_dec": normal(D), "W_dec": normal(M, D)}
run = {"sae": json.loads(sparsify_cfg(d_in="absent")), "batch_size": 32, "layers": [5], "save_dir": "checkpoints"}
put("sparsify-whole-run",
    {"config.json": json.dumps(run), "optimizer_0.pt": saved({"lr": 1e-3}), "lr_scheduler_0.pt": saved({"step": 3}),
     "state.pt": saved({"global_step": 3}), "layers.5/cfg.json": sparsify_cfg(),
     "layers.5/sae.safetensors": safetensors(x)},
    x["W_dec"], x["encoder.weight"], {"encoder_bias": x["encoder.bias"]},
    ["not read: config.json, lr_scheduler_0.pt, optimizer_0.pt, state.pt"], prefix="layers.5 ")

# --- refused ---------------------------------------------------------------------------------------------------------

x = sae(*BASE)
good = safetensors(x)


def refuse_saelens(name, code, place, config_text=None, weights=good, says=None, about="cfg.json", more=None, left=()):
    files = {"cfg.json": config_text or cfg("standard"), **(more or {})}
    if weights is not None:
        files["sae_weights.safetensors"] = weights
    refuse(f"refused-{name}", files, code, place, about, says, left)


plain_tensor = {"name": "W_dec", **matrix(x["W_dec"])}
refuse_saelens("weights-missing", "E_NO_VECTORS", "sae_weights.safetensors", weights=None, says="not dropped along")
refuse_saelens("two-weights", "E_NO_VECTORS", "sae_weights", weights=None,
               more={"a.safetensors": good, "b.safetensors": good}, left=[plain_tensor] * 2)
refuse_saelens("architecture", "E_FORMAT", "^architecture$", cfg("temporal"), says='"temporal"')
refuse_saelens("architecture-number", "E_FORMAT", "^architecture$", cfg(7), says="architecture is 7")
refuse_saelens("architecture-of-objects", "E_FORMAT", "^architecture$", cfg("__proto__"), says='"__proto__"')
refuse_saelens("activation", "E_FORMAT", "activation_fn", cfg("standard", activation_fn="tanh-relu"), says="tanh-relu")
refuse_saelens("normalisation", "E_FORMAT", "normalize_activations", cfg("standard", normalize_activations="whiten"),
               says='"whiten"')
refuse_saelens("shape", "E_SHAPE", "^W_dec$", cfg("standard", d_sae=20), says="d_sae 20 x d_in 6, and W_dec")
refuse_saelens("bias-shape", "E_SHAPE", "^b_enc$", weights=safetensors({**x, "b_enc": normal(3)}),
               says="d_sae 14, and b_enc in sae_weights.safetensors is 3")
refuse_saelens("three-axes", "E_SHAPE", "^W_dec$", weights=safetensors({**x, "W_dec": normal(2, M, D)}), says="2 x 14 x 6")
refuse_saelens("no-size", "E_SHAPE", "^d_sae$", cfg("standard", d_sae=None), says="d_sae is null")
refuse_saelens("negative-size", "E_SHAPE", "^d_in$", cfg("standard", d_in=-6), says="d_in is -6")
refuse_saelens("huge-size", "E_SHAPE", "^W_dec$", cfg("standard", d_sae=2**52), says="4503599627370496")
refuse_saelens("no-output-size", "E_SHAPE", "^d_out$", cfg("transcoder"), says="d_out is missing")
refuse_saelens("no-decoder", "E_FORMAT", "^W_dec$", weights=safetensors({k: x[k] for k in ["W_enc", "b_enc", "b_dec"]}),
               says="has no W_dec")
refuse_saelens("gate-missing", "E_FORMAT", "^b_gate$", cfg("gated"), says="has no b_gate")
refuse_saelens("cut-config", "E_JSON", ".", cfg("standard")[:60], says="no valid JSON", left=[plain_tensor])
refuse_saelens("cut-weights", "E_TRUNCATED", "tensor", weights=good[:-100], about="sae_weights.safetensors")
refuse_saelens("type", "E_DTYPE", "^W_dec$", weights=safetensors({**x, "W_dec": ("F8_E8M0", (M, D), bytes(M * D))}),
               about="sae_weights.safetensors", says="F8_E8M0")
refuse_saelens("sparsity-of-another", "E_SHAPE", "sparsity.safetensors",
               more={"sparsity.safetensors": safetensors({"sparsity": normal(9)})}, says="14 features")
refuse_saelens("whitened", "E_FORMAT", ".", cfg("standard", normalize_activations="expected_average_only_in"),
               more={"activation_scaler.json": json.dumps({"scaling_factor": None, "has_whitening": True})},
               about="activation_scaler.json", says="whitened")
refuse_saelens("scale", "E_FORMAT", "norm_scaling_factor",
               cfg("standard", normalize_activations="expected_average_only_in", norm_scaling_factor=0), says="is 0")
refuse_saelens("overflow", "E_OVERFLOW", "row 0, column 0",
               cfg("standard", normalize_activations="expected_average_only_in", norm_scaling_factor=1e-39),
               about="sae_weights.safetensors")

state = plain.state_dict()


def refuse_dictionary(name, code, place, config_text, data=None, says=None, about="config.json"):
    refuse(f"refused-{name}", {"config.json": config_text, "ae.pt": data or saved(state)}, code, place, about, says)


refuse_dictionary("cross-coder", "E_FORMAT", "trainer.dict_class", config("CrossCoder"), says='"CrossCoder"')
refuse_dictionary("dict-class-of-objects", "E_FORMAT", "trainer.dict_class", config({"a": 1}), says="is an object")
refuse_dictionary("nested-deep", "E_FORMAT", "trainer.dict_class",
                  '{"trainer": {"dict_class": ' + "[" * 30000 + "]" * 30000 + "}}", says="is a list")
refuse_dictionary("dictionary-shape", "E_SHAPE", "encoder.weight", config("AutoEncoder", dict_size=15),
                  says="dict_size 15 x activation_dim 6, and encoder.weight in ae.pt is 14 x 6")
refuse_dictionary("other-class", "E_FORMAT", "^b_dec$", config("BatchTopKSAE"), says="has no b_dec")
repeated = {**state, "decoder.weight": torch.zeros(1, 1).expand(D, M)}
refuse_dictionary("expanded", "E_DTYPE", "decoder.weight", config("AutoEncoder"), saved(repeated), about="ae.pt")


class Evil:
    def __reduce__(self):
        return os.system, ("echo it ran",)


refuse_dictionary("pickle-that-runs", "E_PICKLE", ".", config("AutoEncoder"), pickle.dumps({"encoder.weight": Evil()}, 2),
                  about="ae.pt", says="system")
refuse("refused-sparsify-activation",
       {"cfg.json": sparsify_cfg(activation="softmax"), "sae.safetensors": good}, "E_FORMAT", "^activation$", "cfg.json",
       '"softmax"')
