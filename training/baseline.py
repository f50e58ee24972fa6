"""The yardstick: a linear model over words and pairs of words, trained on the same rows, asked the same dev questions.

python3 training/baseline.py DATA_FOLDER [--made 20000]
"""
import argparse
import random
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import torch
import torch.nn.functional as F

from data import Data
from evaluate import accuracy, macro_recall, wilson
from tasks import TaskMaker

BUCKETS = 1 << 18


def features(text):
    """Buckets of the words and neighbouring pairs of a lower-cased text."""
    parts = ["<", *re.findall(r"[a-z0-9']+|[^\sa-z0-9]", text.lower()), ">"]
    grams = parts[1:-1] + [f"{left} {right}" for left, right in zip(parts, parts[1:])]
    return [bucket(gram) for gram in grams] or [0]


def bucket(gram):
    return zlib.crc32(gram.encode()) % BUCKETS


def bags(texts, find):
    rows = [find(text) for text in texts]
    starts = torch.tensor([0] + [len(row) for row in rows[:-1]]).cumsum(0)
    lengths = torch.tensor([len(row) for row in rows])
    flat = torch.tensor([bucket for row in rows for bucket in row])
    return flat, starts, (1.0 / lengths.float().sqrt()).repeat_interleave(lengths)


def fit(rows, classes=3, passes=6, seed=1, find=features):
    """Logistic regression by mini-batches; gives a Linear. `find` gives a text's buckets.

    Rows are (text, class), or (text, [share of each class]).
    """
    torch.manual_seed(seed)
    weights, bias = torch.nn.EmbeddingBag(BUCKETS, classes, mode="sum"), torch.nn.Parameter(torch.zeros(classes))
    torch.nn.init.zeros_(weights.weight)
    optimizer = torch.optim.Adam([*weights.parameters(), bias], lr=0.02)
    order, chance = list(range(len(rows))), random.Random(seed)
    for done in range(passes):
        chance.shuffle(order)
        for group in optimizer.param_groups:
            group["lr"] = 0.02 * (1 - done / passes)
        for start in range(0, len(order), 2048):
            some = [rows[n] for n in order[start : start + 2048]]
            flat, starts, scale = bags([text for text, _ in some], find)
            scores = weights(flat, starts, per_sample_weights=scale) + bias
            loss = F.cross_entropy(scores, shares(some, classes)) + 1e-6 * weights.weight.pow(2).sum()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()

    return Linear(weights.weight.detach(), bias.detach(), find)


def shares(rows, classes=3):
    """What is to be learned of rows (text, class) or (text, shares): [rows, classes]."""
    return torch.tensor([side if isinstance(side, list) else [float(n == side) for n in range(classes)] for _, side in rows])


@dataclass
class Linear:
    """Scores of texts, [texts, classes], as the sum of what their buckets say."""

    weights: torch.Tensor
    bias: torch.Tensor
    find: Callable = features

    def __call__(self, texts):
        flat, starts, scale = bags(texts, self.find)
        return F.embedding_bag(flat, self.weights, starts, mode="sum", per_sample_weights=scale) + self.bias


def labelled_rows(data):
    """(text, side) of every row with a side."""
    return (
        data.three_way("train", several=True)
        + data.rated("tweets", 0.6, 0.4)
        + data.rated("amazonReviewSnippets", 0.5, 0.2)
        + data.lexicon()
    )


def made_rows(maker, count):
    """(text, side) as the model's training draws them."""
    sides = [maker.chance.randrange(3) for _ in range(count)]
    return [(maker.side_text(side), side) for side in sides]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data")
    parser.add_argument(
        "--made", type=int, default=0, help="also train on this many of the sentences that the model's training makes"
    )
    options = parser.parse_args()
    torch.set_num_threads(1)
    data = Data(options.data)
    rows = labelled_rows(data)
    if options.made:
        rows += made_rows(TaskMaker(data, random.Random(2)), options.made)
    scores = fit(rows)
    comments, films, tweets = data.three_way("dev"), data.movie_reviews(), data.tweets("sentiment")
    print(f"{len(rows):,} rows, {BUCKETS:,} buckets")
    for name, value, n in (
        (
            "GoEmotions dev, three-way accuracy",
            accuracy(scores([t for t, _ in comments]), [y for _, y in comments]),
            len(comments),
        ),
        (
            "SST-2 dev, two-way accuracy",
            accuracy(scores([t for t, _ in films])[:, [0, 2]], [y // 2 for _, y in films]),
            len(films),
        ),
    ):
        print(f"{name}: {value:.3f} {wilson(value, n)} (n = {n})")
    recall = macro_recall(scores([t for t, _ in tweets]), [y for _, y in tweets])
    print(f"TweetEval sentiment validation, macro recall: {recall:.3f} (n = {len(tweets)})")


if __name__ == "__main__":
    main()
