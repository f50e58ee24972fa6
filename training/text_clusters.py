"""Groups of texts that the sentence encoder finds alike, each with words that name it: topics of every kind for few-shot tasks."""
import os

import torch

from text_layers import whole_words

GROUPS, ROUNDS, NAMES, LEAST_TEXTS = 1500, 12, 4, 40


def group(vectors, count=GROUPS, rounds=ROUNDS, seed=4):
    """Spherical k-means of unit vectors [texts, size]: unit centres [count, size], and each text's group."""
    torch.manual_seed(seed)
    centres = vectors[torch.randperm(len(vectors))[:count]].clone()
    for _ in range(rounds):
        nearest = torch.cat([(part @ centres.t()).argmax(1) for part in vectors.split(8192)])
        sums = torch.zeros_like(centres).index_add_(0, nearest, vectors)
        empty = sums.norm(dim=1) == 0
        sums[empty] = vectors[torch.randperm(len(vectors))[: int(empty.sum())]]
        centres = torch.nn.functional.normalize(sums, dim=1)
    return centres, nearest


def named_groups(known, tokenizer, path, count=GROUPS):
    """([texts of each group], [names of each, best first], unit centres): groups of `meanings`, kept at `path`. Names are frequent
    whole words."""
    texts, vectors, of_tokens = known["texts"], known["vectors"], known["tokens"]
    if not os.path.exists(path):
        torch.save(group(vectors, count), path)
    centres, nearest = torch.load(path)
    words = [
        token
        for token in whole_words(tokenizer)
        if token < 12000 and tokenizer.names[token][1:].islower() and len(tokenizer.names[token]) > 4
    ]
    likeness = centres @ of_tokens[torch.tensor(words)].t()
    likeness = likeness - 0.5 * likeness.mean(0)  # a word that is near to everything names nothing
    best = likeness.topk(NAMES, 1).indices.tolist()
    some = [[] for _ in centres]
    for text, number in zip(texts, nearest.tolist()):
        some[number].append(text)
    kept = [n for n, texts in enumerate(some) if len(texts) >= LEAST_TEXTS]
    return [some[n] for n in kept], [[tokenizer.names[words[k]][1:] for k in best[n]] for n in kept], centres[torch.tensor(kept)]
