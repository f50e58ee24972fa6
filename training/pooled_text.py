"""What the first two layers begin as, learned on texts alone: token embeddings from co-occurrence, and a bag of words with what stood before each."""
import math
import random
import time

import torch
import torch.nn.functional as F

import words
from augment import vary
from model import HIDDEN, NAMES, NEAR, OTHERS, PLACE, WAVES
from prompts import alike, shared_tokens


def word_vectors(tokenizer, texts, width, scale=0.08):
    """Token embeddings from co-occurrence (PPMI, SVD); a word's forms with capital or space start equal."""
    bare = {n: tokenizer.names.get(n, "").lstrip("Ġ").lower() for n in range(len(tokenizer))}
    for number, tokens in enumerate(shared_tokens(tokenizer)):
        bare.update(dict.fromkeys(tokens, f"<{number}>"))
    numbers = {}
    fold = torch.tensor([numbers.setdefault(bare[n], len(numbers)) for n in range(len(tokenizer))])
    sequences = [fold[torch.tensor(tokenizer.encode(f" {text}")[:64])] for text in texts]
    counts = torch.zeros(len(numbers), len(numbers))
    for distance in range(1, 5):
        left, right = torch.cat([s[:-distance] for s in sequences]), torch.cat([s[distance:] for s in sequences])
        counts.index_put_((left, right), torch.full((len(left),), 1.0 / distance), accumulate=True)
    counts += counts.t().clone()
    rows = counts.sum(1, keepdim=True).clamp(min=1e-9)
    ppmi = torch.log((counts * rows.sum() / (rows @ rows.t())).clamp(min=1e-9)).clamp(min=0)
    torch.manual_seed(3)
    left, values, _ = torch.svd_lowrank(ppmi, q=width, niter=3)
    vectors = left * values.sqrt()
    vectors = vectors / vectors.std() * scale
    return vectors[fold] + 0.005 * torch.randn(len(tokenizer), width)


def labelled_bags(maker, made):
    """Tasks as ([label words of each class, several to choose from], [texts of each class], [what to call each text of each class]).

    Without words, classes are only told apart. A text is called by its class, and of its side what the maker's teacher thinks of it.
    """
    sides = [[maker.chance.choice(maker.judged[side]) if maker.chance.random() < 0.2 else maker.side_text(side) for _ in range(made // 3)] for side in range(3)]
    emotions, more = sorted(maker.by_emotion), made // 400
    varied = lambda texts: [vary(maker.chance, text) for text in texts]
    classes = [
        (list(zip(*words.SENTIMENT_WORDS)), sides),
        ([words.EMOTION_WORDS[name][:2] for name in emotions], [varied(maker.by_emotion[name]) + [maker.feeling_text([name]) for _ in range(more)] for name in emotions]),
        (None, [[maker.request_text(texts) for text in texts] for _, texts in sorted(maker.intents.items())]),
        (list(zip(*words.SPAM_WORDS[:5])), [varied(texts) for texts in maker.spam]),
        (list(zip(*words.TOXIC_WORDS[:5])), [varied(texts) for texts in maker.toxic]),
    ]
    named = lambda some: [F.one_hot(torch.tensor(n), len(some)).float().expand(len(texts), -1) for n, texts in enumerate(some)]
    judged = [torch.cat([maker.opinions(texts[k : k + 8192]).softmax(1) for k in range(0, len(texts), 8192)]) for texts in sides]
    return [(labels, some, judged if some is sides else named(some)) for labels, some in classes]


SCALE, NAME_SCALE, PLACE_SCALE, MARK = 0.1, 0.1, 0.15, 0.5  # of token embeddings, one for all: after the norms each word then has its place in the same strength
SPREAD, EVEN = 0.094, 0.125  # what the first norm divides by, and what the second should at every word, or its heads would heed small states more
TOGETHER = 30.0  # how strongly words of one example heed each other
UNITS = 256  # of the first perceptron: those that begin with phrases
LOOKS_BACK = ((1.0, 5.0, 15.0), (2.5, 2.0, 2.0))  # heads that tell a word what stood before it: how many places back, and how strongly its far and its near waves say so


def wavelengths(model):
    """The waves among the model's own that places are told by, [WAVES + NEAR]: numbers of the long ones, then of the short ones."""
    lengths = [*torch.logspace(math.log10(40), math.log10(400), WAVES), *torch.tensor([6.0, 9.0, 14.0, 22.0])]
    return torch.stack([(model.wavelengths - length).abs().argmin() for length in lengths])


def strengths(far, near):
    """Of each wave, [WAVES + NEAR]."""
    return torch.tensor([far] * WAVES + [near] * NEAR)


def looks_back(turns, distance, far, near):
    """How much a head heeds each place before, itself first: [8]."""
    away = torch.arange(64.0)[:, None] - distance
    return ((away * turns).cos() * strengths(far, near)).sum(1).softmax(0)[:8]


class Bags(torch.nn.Module):
    """The first two layers at their simplest, on texts alone: each word, with what stood before it, and then their weighted mean,
    mapped onto the embeddings of label words."""

    def __init__(self, embeddings, intents, before, turns, kept):
        super().__init__()
        width, weights = embeddings.shape[1], lambda *shape: torch.nn.Parameter(torch.randn(*shape) / math.sqrt(shape[-1]))
        zeros = lambda *shape: torch.nn.Parameter(torch.zeros(*shape))
        self.table, self.map = torch.nn.Parameter(embeddings.clone()), torch.nn.Parameter(torch.eye(width))
        self.worth = zeros(width)  # which words count more is read from their embeddings
        self.place, self.intents = zeros(width), torch.nn.Parameter(0.1 * torch.randn(intents, width))
        self.seen, self.told = weights(len(LOOKS_BACK), kept, width), zeros(len(LOOKS_BACK), width, kept)
        self.widen, self.narrow, self.widen_bias = weights(UNITS, width), zeros(width, UNITS), zeros(UNITS)
        self.before, self.back = before, [looks_back(turns, *how).tolist() for how in LOOKS_BACK]  # tokens before each text

    def forward(self, bags, labels, drop=0.0):
        before, length = len(self.before), max(len(bag) for bag in bags) + len(self.before)
        tokens = torch.tensor([self.before + bag + [0] * (length - before - len(bag)) for bag in bags])
        places = torch.arange(length)
        counts = (places >= before) & (places < torch.tensor([before + len(bag) for bag in bags])[:, None])
        if drop:
            counts = counts & ((torch.rand(tokens.shape) > drop) | (places == before))
        seen, told, widen, narrow, worth, mapped = self.level()
        x = SCALE * self.normed(self.table[tokens])
        normed, heard = x / self.spread(0, x), 0
        for back, look, tell in zip(self.back, seen, told):
            value = F.pad(normed @ look.t(), (0, 0, len(back) - 1, 0))
            heard = heard + sum(share * value[:, len(back) - 1 - n : len(back) - 1 - n + length] for n, share in enumerate(back) if share > 0.002) @ tell.t()
        x = x + heard
        x = x + F.gelu(x / self.spread(1, x) @ widen.t() + self.widen_bias, approximate="tanh") @ narrow.t()
        last, spread = (torch.arange(len(bags)), torch.tensor([before + len(bag) - 1 for bag in bags])), self.spread(1, x)
        self.unevenness = (spread / EVEN).log().pow(2)[counts].mean()
        normed, near = x / spread, SPREAD**2 / spread[..., 0] / spread[last]
        heed = ((normed @ worth).clamp(-6, 6) + TOGETHER * near).masked_fill(~counts, HIDDEN).softmax(1)
        states = x[last] + torch.einsum("bt,btw->bw", heed, normed) @ mapped + self.place
        return F.layer_norm(states, self.place.shape) @ (self.intents if labels is None else SCALE * self.normed(self.table[labels])).t()

    def level(self):
        """What reads and writes words, none of it with a mean over them: the network's norms take that away."""
        reads, writes = (lambda matrix: matrix - matrix.mean(-1, keepdim=True)), (lambda matrix: matrix - matrix.mean(-2, keepdim=True))
        return reads(self.seen), writes(self.told), reads(self.widen), writes(self.narrow), reads(self.worth), writes(self.map)

    def spread(self, layer, words):
        """What a layer's norm divides by: the power of the words, and of the parts beside them."""
        others = NAMES * NAME_SCALE**2 + PLACE / 2 * PLACE_SCALE**2 * (1 + layer) + 2 * layer * MARK**2
        return ((words.pow(2).sum(-1, keepdim=True) + others) / (words.shape[-1] + OTHERS)) ** 0.5

    def normed(self, vectors):
        return F.layer_norm(vectors, vectors.shape[-1:])


def teach_embeddings(model, maker, tokenizer, say, made=600000, passes=2, seed=5, window=40):
    """Teaches a Bags model until the mean over a text points to the right label word."""
    chance, began = random.Random(seed), time.time()
    tasks, encode = labelled_bags(maker, made), alike(tokenizer)
    batches = []
    for number, (_, classes, wishes) in enumerate(tasks):
        rows = [(wished, framed(chance, encode, text)[-window:]) for texts, some in zip(classes, wishes) for text, wished in zip(texts, some)]
        rows.sort(key=lambda row: len(row[1]) + 4 * chance.random())  # batches of like length, little padded
        batches += [(number, rows[k : k + 512]) for k in range(0, len(rows), 512)]
    torch.manual_seed(seed)
    layer = [model.map, model.place, model.worth, model.seen, model.told, model.widen, model.narrow, model.widen_bias]
    optimizer = torch.optim.Adam([{"params": [model.table], "lr": 1.5e-3}, {"params": layer, "lr": 2e-3}, {"params": [model.intents], "lr": 1e-2}])
    peaks = [group["lr"] for group in optimizer.param_groups]
    for done in range(passes):
        chance.shuffle(batches)
        seen = {}
        for k, (number, rows) in enumerate(batches):
            choices = tasks[number][0]
            variant = chance.randrange(len(choices[0])) if choices else 0
            labels = torch.tensor([encode(f" {some[variant % len(some)]}")[0] for some in choices]) if choices else None
            scores, wished = model([ids for _, ids in rows], labels, drop=0.25), torch.stack([wished for wished, _ in rows])
            loss = F.cross_entropy(scores, wished) + model.unevenness
            share = (done + k / len(batches)) / passes
            for group, peak in zip(optimizer.param_groups, peaks):
                group["lr"] = peak * min(1.0, k / 100 + done) * (1 - share)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            seen.setdefault(number, []).append((scores.argmax(1) == wished.argmax(1)).float().mean().item())
            if k % 200 == 199:
                say(f"embeddings, {share:.0%}, {time.time() - began:.0f} s: right " + ", ".join(f"{sum(some) / len(some):.3f}" for _, some in sorted(seen.items())))
                seen = {}
    return model


def framed(chance, encode, text):
    """The text as it stands in a prompt, now and then after another example's answer."""
    before = f" {chance.choice(chance.choice(words.SENTIMENT_WORDS))}\n###\n" if chance.random() < 0.15 else ""
    source, answer = ("Message", "Sentiment") if chance.random() < 0.4 else (chance.choice(words.INPUTS), chance.choice(words.SENTIMENT_OUTPUTS + words.LABEL_OUTPUTS))
    return encode(f"{before}{source}: {text[:300]}\n{answer}:")
