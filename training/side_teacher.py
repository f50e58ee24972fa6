"""The linear model that tells the network what a text's side is: words and pairs of words, as in the baseline, and how people
rated each word.

Its opinions are softer than labels, and it knows words that no row holds: the lexicon's.
"""
import os
import random
import re

import torch

import words
from baseline import Linear, bucket, features, fit, labelled_rows, made_rows
from tasks import TaskMaker, opinionated

ROWS, LABELLED_TIMES = 200000, 1  # sentences made for it; how often each labelled row is read beside them
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


def side_teacher(path, data, small=0):
    """The fitted model, a Linear over three sides; kept at `path`, as fitting takes two minutes. With `small`, so many rows only."""
    find = Ratings(data.ratings()).features
    if not os.path.exists(path):
        rows = labelled_rows(data) * LABELLED_TIMES + data.selected_sides()
        if small:
            rows = random.Random(3).sample(rows, small)
        first = fit(rows, passes=2, find=find)
        films = [
            (text, side)
            for side, texts in enumerate(opinionated(first, data.film_sentences()[: small or None]))
            for text in texts
        ]
        rows += films + made_rows(TaskMaker(data, random.Random(2)), small or ROWS)
        linear = fit(rows, passes=4, find=find)
        torch.save((linear.weights, linear.bias), path)
    return Linear(*torch.load(path), find)
