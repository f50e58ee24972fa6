"""The first two layers on texts alone: token embeddings, what stood before each token, and means over a text's tokens."""
import math

import torch
import torch.nn.functional as F

from model import HIDDEN, NAMES, NEAR, OTHERS, PLACE, WAVES
from prompts import shared_tokens


SCALE, NAME_SCALE, PLACE_SCALE, MARK = (
    0.1,
    0.1,
    0.15,
    0.5,
)  # of token embeddings, one for all: after the norms each word then has its place in the same strength
SPREAD, EVEN = (
    0.094,
    0.125,
)  # what the first norm divides by, and what the second should at every word, or its heads would heed small states more
TOGETHER = 30.0  # how strongly words of one example heed each other
SEMANTIC = 70  # first dimensions of the words' part of the width: there a text has the sentence encoder's vector of it
TEXT_HEADS = 3  # of the second layer: those that look over the words of the own example
SIDES = 3  # the next ones: how negative, neutral and positive a token is
UNITS, POOLED_UNITS = (
    512,
    1024,
)  # of the first perceptron: those that begin with phrases; of the second: those that work on a whole text
NAME_SHARE = 0.7  # how much the label's name counts beside its example's text
LOOKS_BACK = (
    (1.0, 5.0, 15.0),
    (2.5, 2.0, 2.0),
)  # heads that tell a word what stood before it: how many places back, and how strongly its far and its near waves say so


def begin(layers, tokenizer, means, glove, scale=0.08):
    """TextLayers that begin as a weighted mean of word vectors: each token's part in what a text means, in its side, and its weight.

    `means` is (vectors [tokens, SEMANTIC + SIDES], logarithms of weights [tokens]) as `text_means` learns them; `glove` maps lower-case
    words to 100 numbers.
    """
    torch.manual_seed(3)
    vectors, weights = means
    known = torch.zeros(len(tokenizer), 100)
    for token in range(len(tokenizer)):
        vector = glove.get(tokenizer.decode([token]).strip().lower())
        if vector is not None:
            known[token] = torch.as_tensor(vector)
    found = known.abs().sum(1) > 0
    known[found] = F.normalize(known[found] - known[found].mean(0), dim=1)
    width = layers.table.shape[1]
    table, rest = 0.3 * torch.randn(len(tokenizer), width), SEMANTIC + SIDES + 1
    table[:, :SEMANTIC] = F.normalize(vectors[:, :SEMANTIC], dim=1) * SEMANTIC**0.5
    table[:, SEMANTIC : rest - 1] = (vectors[:, SEMANTIC:] - vectors[:, SEMANTIC:].mean(1, keepdim=True)).clamp(-3, 3)
    weights = (weights - weights.max()).clamp(min=-6)
    weights[structural(tokenizer)] = -6.0
    table[:, rest - 1] = 0.5 * (weights - weights.mean())
    size = min(100, width - rest)
    table[:, rest : rest + size] += known[:, :size] * 0.8 * size**0.5
    for tokens in shared_tokens(tokenizer):
        table[tokens] = table[tokens].mean(0)
    with torch.no_grad():
        layers.table.copy_(scale * table)
        layers.worth[:, rest - 1] = 2.0 * table.std(1).mean()
    return layers


def structural(tokenizer):
    """Tokens that make up a prompt around its texts: marks between examples, and capitalised words at a line's start, as the names
    of inputs and outputs are."""
    marks = {
        token
        for token, name in tokenizer.names.items()
        if not any(character.isalnum() for character in tokenizer.decode([token])) and ("Ċ" in name or "#" in name)
    }
    return sorted(
        marks
        | {
            token
            for token, name in tokenizer.names.items()
            if name[:1].isupper() and name.isalpha() and len(name) > 2 and name.isascii()
        }
    )


def wavelengths(model):
    """The waves among the model's own that places are told by, [WAVES + NEAR]: numbers of the long ones, then of the short ones."""
    lengths = [*torch.logspace(math.log10(40), math.log10(1600), WAVES), *torch.tensor([6.0, 9.0, 14.0, 22.0])]
    return torch.stack([(model.wavelengths - length).abs().argmin() for length in lengths])


def strengths(far, near):
    """Of each wave, [WAVES + NEAR]."""
    return torch.tensor([far] * WAVES + [near] * NEAR)


def looks_back(turns, distance, far, near):
    """How much a head heeds each place before, itself first: [8]."""
    away = torch.arange(64.0)[:, None] - distance
    return ((away * turns).cos() * strengths(far, near)).sum(1).softmax(0)[:8]


class TextLayers(torch.nn.Module):
    """The first two layers at their simplest, on texts alone: each word, with what stood before it, and then their weighted mean,
    mapped onto the embeddings of label words."""

    def __init__(self, tokens, width, intents, before, turns, kept):
        super().__init__()
        weights = lambda *shape: torch.nn.Parameter(torch.randn(*shape) / math.sqrt(shape[-1]))
        zeros = lambda *shape: torch.nn.Parameter(torch.zeros(*shape))
        self.table = torch.nn.Parameter(torch.zeros(tokens, width))
        slices = torch.zeros(TEXT_HEADS * (kept + 1), width)
        slices[torch.arange(width), torch.arange(width)] = 1.0
        self.read, self.map = torch.nn.Parameter(slices), torch.nn.Parameter(
            slices.clone()
        )  # what each head reads of a word, and what it adds to the text's state
        self.worth = zeros(TEXT_HEADS, width)  # which words count more for each head is read from their embeddings
        self.place, self.intents = zeros(width), torch.nn.Parameter(0.1 * torch.randn(intents, width))
        self.seen, self.told = weights(len(LOOKS_BACK), kept, width), zeros(len(LOOKS_BACK), width, kept)
        self.widen, self.narrow, self.widen_bias = weights(UNITS, width), zeros(width, UNITS), zeros(UNITS)
        self.widen_text, self.narrow_text, self.widen_text_bias = (
            weights(POOLED_UNITS, width),
            zeros(width, POOLED_UNITS),
            zeros(POOLED_UNITS),
        )
        self.gain = torch.nn.Parameter(
            torch.tensor(1.0)
        )  # how surely the teacher's likeness of a text and a word is told by their product
        self.sharpness = torch.nn.Parameter(
            torch.tensor(-1.0)
        )  # the same for a text and an example with its label, as a logarithm
        self.before, self.back = before, [looks_back(turns, *how).tolist() for how in LOOKS_BACK]  # tokens before each text

    def forward(self, bags, labels, drop=0.0):
        """Scores of each label token (or each intent, without labels): [texts, labels]."""
        states = F.layer_norm(self.states(bags, drop), self.place.shape)
        return states @ (self.intents if labels is None else SCALE * self.normed(self.rows(labels))).t()

    def compared(self, bags, drop=0.0):
        """The part of the states that the last layer compares: [texts, SEMANTIC]."""
        states = self.states(bags, drop)
        return (states / self.spread(1, states))[:, :SEMANTIC]

    def meaning_loss(self, bags, meanings, tokens, token_meanings, drop=0.0, sharpness=10.0):
        """How far texts are from the teacher's vectors of them, and from its likeness to single words.

        `meanings` and `token_meanings` are unit vectors, [texts, SEMANTIC] and [tokens, SEMANTIC]. Gives also the mean cosine.
        """
        states = self.states(bags, drop)
        scores = F.layer_norm(states, self.place.shape)[:, :SEMANTIC] @ (SCALE * self.normed(self.rows(tokens)))[:, :SEMANTIC].t()
        named = -((sharpness * meanings @ token_meanings.t()).softmax(1) * (self.gain * scores).log_softmax(1)).sum(1).mean()
        cosine = (F.normalize(states[:, :SEMANTIC], dim=1) * meanings).sum(1).mean()
        return 2 * (1 - cosine) + named + self.unevenness, cosine.item()

    def likeness_loss(self, bags, asked, meanings, drop=0.0, sharpness=12.0):
        """How far what the last layer will compare is from the teacher's likeness: the first `asked` rows are texts that wait for
        an answer,
        the others examples that end with their label's first token, whose `meanings` hold both. Gives also the mean cosine of the
        examples.
        """
        parts = self.compared(bags, drop)
        scores = self.sharpness.exp() * parts[:asked] @ parts[asked:].t()
        target = (sharpness * meanings[:asked] @ meanings[asked:].t()).softmax(1)
        alike = -(target * (scores.log_softmax(1) - target.clamp(min=1e-9).log())).sum(1).mean()
        cosines = (F.normalize(parts, dim=1) * meanings).sum(1)
        return 2 * alike + 2 * (1 - cosines.mean()) + self.unevenness, cosines[asked:].mean().item()

    def states(self, bags, drop=0.0):
        """What stands where the answer begins, [texts, words' part of the width]."""
        before, length = len(self.before), max(len(bag) for bag in bags) + len(self.before)
        tokens = torch.tensor([self.before + bag + [0] * (length - before - len(bag)) for bag in bags])
        places = torch.arange(length)
        counts = (places >= before) & (places < torch.tensor([before + len(bag) for bag in bags])[:, None])
        if drop:
            counts = counts & ((torch.rand(tokens.shape) > drop) | (places == before))
        seen, told, widen, narrow, worth, read, mapped, narrow_text, place = self.level()
        x = SCALE * self.normed(self.rows(tokens))
        normed, heard = x / self.spread(0, x), 0
        for back, look, tell in zip(self.back, seen, told):
            value = F.pad(normed @ look.t(), (0, 0, len(back) - 1, 0))
            heard = (
                heard
                + sum(
                    share * value[:, len(back) - 1 - n : len(back) - 1 - n + length]
                    for n, share in enumerate(back)
                    if share > 0.002
                )
                @ tell.t()
            )
        x = x + heard
        x = x + F.gelu(x / self.spread(1, x) @ widen.t() + self.widen_bias, approximate="tanh") @ narrow.t()
        last, spread = (torch.arange(len(bags)), torch.tensor([before + len(bag) - 1 for bag in bags])), self.spread(1, x)
        self.unevenness = (spread / EVEN).log().pow(2)[counts].mean()
        normed, near = x / spread, SPREAD**2 / spread[..., 0] / spread[last]
        heed = ((normed @ worth.t()).clamp(-6, 6) + TOGETHER * near[..., None]).masked_fill(~counts[..., None], HIDDEN).softmax(1)
        mean = torch.einsum("bth,btw->bhw", heed, normed)  # [texts, heads, width]
        said = torch.einsum("bhw,hdw->bhd", mean, read.unflatten(0, (TEXT_HEADS, -1))).flatten(1) @ mapped + place
        x = x[last] + said
        return (
            x + F.gelu(x / self.spread(1, x) @ self.widen_text.t() + self.widen_text_bias, approximate="tanh") @ narrow_text.t()
        )

    def rows(self, tokens):
        return F.embedding(tokens, self.table, sparse=True)

    def level(self):
        """What reads and writes words, none of it with a mean over them: the network's norms take that away."""
        reads, writes = (lambda matrix: matrix - matrix.mean(-1, keepdim=True)), (
            lambda matrix: matrix - matrix.mean(-2, keepdim=True)
        )
        return (
            reads(self.seen),
            writes(self.told),
            reads(self.widen),
            writes(self.narrow),
            reads(self.worth),
            reads(self.read),
            reads(self.map),
            writes(self.narrow_text),
            reads(self.place),
        )

    def spread(self, layer, words):
        """What a layer's norm divides by: the power of the words, and of the parts beside them."""
        others = NAMES * NAME_SCALE**2 + PLACE / 2 * PLACE_SCALE**2 * (1 + layer) + 2 * layer * MARK**2
        return ((words.pow(2).sum(-1, keepdim=True) + others) / (words.shape[-1] + OTHERS)) ** 0.5

    def normed(self, vectors):
        return F.layer_norm(vectors, vectors.shape[-1:])


def whole_words(tokenizer):
    """Tokens that are a word with a space before it."""
    return [
        token
        for token, name in tokenizer.names.items()
        if name.startswith("Ġ") and len(name) > 2 and name[1:].isalpha() and name[1:].isascii()
    ]
