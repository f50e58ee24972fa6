"""What the network is taught of a text's side: a linear model of words and pairs of words, as in the baseline, and of how people
rated each word; beside it, for the texts that the sentence encoder read, a perceptron on the encoder's vectors.

Its opinions are softer than labels, and it knows words that no row holds: the lexicon's.
"""
import math
import os
import random
import re

import torch
import torch.nn.functional as F

import words
from baseline import BUCKETS, Linear, bags, bucket, features, fit, labelled_rows, made_rows, shares
from tasks import TaskMaker, opinionated

ROWS, LABELLED_TIMES = 200000, 1  # sentences made for it; how often each labelled row is read beside them
VECTOR_SCALE = 8.0  # of the encoder's unit vectors, so that a perceptron sees numbers of about one
REACH = 3  # a word of denial turns the rated words of the next three round
DENIALS = {
    "not",
    "no",
    "never",
    "nothing",
    "cannot",
    "without",
    "hardly",
    "neither",
    "nor",
    "n't",
    "none",
    "nobody",
    "isnt",
    "dont",
    "doesnt",
    "cant",
    "wont",
    "didnt",
    "aint",
}


class Ratings:
    """Finds the words of a lexicon in a text: {word: mean rating, -4 to 4}. Words for who somebody is have no rating."""

    def __init__(self, lexicon):
        people = {word for term in words.IDENTITIES for word in term.lower().split()}
        self.lexicon = {word: mean for word, mean in lexicon.items() if word not in people}

    def __call__(self, text):
        """(rating, whether it is denied) of each rated word, in order."""
        parts = [part if part in self.lexicon else part.strip('.,!?;:"()*#') for part in text.lower().split()]
        denied = [part in DENIALS or part.endswith("n't") for part in parts]
        return [(self.lexicon[part], any(denied[max(0, n - REACH) : n])) for n, part in enumerate(parts) if part in self.lexicon]

    def features(self, text):
        """The baseline's buckets; one for each rated word: its rating, rounded, and whether it is denied; and how each long word
        begins and ends."""
        rated = [bucket(f"rated {round(rating)} {is_denied}") for rating, is_denied in self(text)]
        return (
            features(text)
            + rated
            + [
                bucket(part)
                for word in re.findall(r"[a-z']{6,}", text.lower())
                for part in (f"begins {word[:5]}", f"ends {word[-4:]}")
            ]
        )


class Joint(torch.nn.Module):
    """Scores of three sides: a sum over the words' buckets, and a perceptron on the encoder's vector of the text."""

    def __init__(self, units=512, drop=0.3):
        super().__init__()
        self.weights, self.bias = torch.nn.EmbeddingBag(BUCKETS, 3, mode="sum"), torch.nn.Parameter(torch.zeros(3))
        torch.nn.init.zeros_(self.weights.weight)
        layer = lambda size: (torch.nn.Linear(size, units), torch.nn.GELU(), torch.nn.Dropout(drop))
        self.perceptron = torch.nn.Sequential(*layer(512), *layer(units), torch.nn.Linear(units, 3))

    def forward(self, texts, vectors, find):
        flat, starts, scale = bags(texts, find)
        words_say = self.weights(flat, starts, per_sample_weights=scale)
        return words_say + self.bias + self.perceptron(VECTOR_SCALE * vectors.float())


def joint_opinions(rows, known, find, passes=5, batch=2048, seed=1):
    """Fits a Joint on those rows whose text the encoder read, and gives its opinion of all of these: shares of the sides [sided, 3]."""
    torch.manual_seed(seed)
    numbers, chance = {text: n for n, text in enumerate(known["sided"])}, random.Random(seed)
    rows = [(text, side) for text, side in rows if text in numbers]
    model, steps, step = Joint(), passes * math.ceil(len(rows) / batch), 0
    optimizer = torch.optim.Adam(
        [
            {"params": [*model.weights.parameters(), model.bias], "lr": 0.02},
            {"params": model.perceptron.parameters(), "lr": 1e-3},
        ]
    )
    peaks = [group["lr"] for group in optimizer.param_groups]
    for _ in range(passes):
        chance.shuffle(rows)
        for start in range(0, len(rows), batch):
            some = rows[start : start + batch]
            for group, peak in zip(optimizer.param_groups, peaks):
                group["lr"] = peak * (1 - step / steps)
            scores = model([text for text, _ in some], known["whole"][[numbers[text] for text, _ in some]], find)
            loss = F.cross_entropy(scores, shares(some)) + 1e-6 * model.weights.weight.pow(2).sum()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            step += 1
    model.eval()
    with torch.no_grad():
        parts = zip(batched(known["sided"], 8192), known["whole"].split(8192))
        return torch.cat([model(texts, vectors, find).softmax(1) for texts, vectors in parts])


def batched(some, size):
    return [some[k : k + size] for k in range(0, len(some), size)]


class SideTeacher:
    """Scores of the three sides of any text, [texts, 3]: the joint model's where the encoder read the text, else the linear model's."""

    def __init__(self, linear, texts, opinions):
        self.linear, self.numbers, self.opinions = linear, {text: n for n, text in enumerate(texts)}, opinions

    def __call__(self, texts):
        scores, found = self.linear(texts), [self.numbers.get(text, -1) for text in texts]
        is_read = torch.tensor(found) >= 0
        scores[is_read] = self.opinions[[n for n in found if n >= 0]].clamp(min=1e-4).log()
        return scores


def side_teacher(path, data, known, small=0):
    """The fitted SideTeacher, kept at `path`; fitting takes five minutes. With `small`, so many rows only.

    `known` is what `meanings.texts_and_tokens` gives. The linear model learns the rows, sentences made for it, and what the joint model
    thinks of the texts that the encoder read.
    """
    find = Ratings(data.ratings()).features
    if not os.path.exists(path):
        rows = labelled_rows(data) * LABELLED_TIMES + data.selected_sides()
        if small:
            rows = random.Random(3).sample(rows, small)
        first = fit(rows, passes=2, find=find)
        rows += [
            (text, side)
            for side, texts in enumerate(opinionated(first, data.film_sentences()[: small or None]))
            for text in texts
        ]
        rows += made_rows(TaskMaker(data, random.Random(2)), small or ROWS)
        opinions = joint_opinions(rows, known, find)
        rows += zip(known["sided"], opinions.tolist())
        linear = fit(rows, passes=4, find=find)
        torch.save((linear.weights, linear.bias, opinions), path)
    weights, bias, opinions = torch.load(path)
    return SideTeacher(Linear(weights, bias, find), known["sided"], opinions)
