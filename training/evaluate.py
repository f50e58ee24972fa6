"""Measures a run on the dev sets and the audits, as a command would ask: description, the command's examples, the text; labels are
scored.

python3 training/evaluate.py DATA_FOLDER RUN_FOLDER    prints every measure with its 95 % interval
"""
import argparse
import random
import sys

import torch

import words
from data import HELD_OUT_DOMAINS, Data
from prompts import alike

SENTIMENT = (words.SENTIMENT_DESCRIPTIONS[0], "Message", "Sentiment")
SENTIMENT_EXAMPLES = [
    ("The new build is so much faster, thank you!", "Positive"),
    ("This keeps crashing and nobody answers.", "Negative"),
    ("The meeting moved to 4 pm.", "Neutral"),
]


def prompt(command, examples):
    description, source, answer = command
    return description + "\n" + "".join(f"{source}: {text}\n{answer}: {label}\n###\n" for text, label in examples)


class Scorer:
    """Scores a label set after a fixed prefix, many texts in a batch; the prefix's keys and values are computed once."""

    def __init__(self, model, tokenizer, command, examples, labels):
        self.model, self.tokenizer, self.command, self.labels = model.eval(), tokenizer, command, labels
        self.prefix = tokenizer.encode(prompt(command, examples))
        self.label_ids = [tokenizer.encode(f" {label}") for label in labels]
        _, self.past = model.run(self.prefix, keep=1)

    def scores(self, texts, batch=48):
        """Log-probabilities of each label, normalised over the set: [texts, labels]."""
        ids = [
            self.tokenizer.encode(f"{self.command[1]}: {' '.join(text.split())}")[:320]
            + self.tokenizer.encode(f"\n{self.command[2]}:")
            for text in texts
        ]
        order = sorted(range(len(ids)), key=lambda n: len(ids[n]))
        result = torch.zeros(len(ids), len(self.labels))
        for start in range(0, len(order), batch):
            some = order[start : start + batch]
            result[some] = self.batch_scores([ids[n] for n in some])
        return result.log_softmax(1)

    def batch_scores(self, batch):
        tables = {}

        def table(more):  # label words that begin alike share a run
            if more not in tables:
                tables[more] = self.next_tokens(batch, list(more))
            return tables[more]

        return torch.stack([self.steps(label, table, len(batch)) for label in self.label_ids], 1)

    def steps(self, label, table, rows):
        """Log-probabilities of a label: of each choice where labels part, among the tokens that lead on to one. Labels must not
        begin each other."""
        total = torch.zeros(rows)
        for k in range(len(label)):
            ways = sorted({other[k] for other in self.label_ids if other[:k] == label[:k] and len(other) > k})
            if len(ways) > 1:
                total = total + table(tuple(label[:k]))[:, ways].log_softmax(1)[:, ways.index(label[k])]
        return total

    def next_tokens(self, batch, more):
        rows = [ids + more for ids in batch]
        longest, before = max(map(len, rows)), len(self.prefix)
        padded = torch.tensor([ids + [0] * (longest - len(ids)) for ids in rows])
        past = [part.expand(len(rows), -1, -1, -1) for part in self.past]
        mask, places = torch.ones(len(rows), before + longest, dtype=torch.long), torch.arange(before, before + longest)[
            None
        ].expand(len(rows), -1)
        with torch.no_grad():
            states = self.model.states(self.model.tokens(padded), mask, places, past)
            return self.model.logits(states[torch.arange(len(rows)), torch.tensor([len(ids) - 1 for ids in rows])]).log_softmax(1)


def accuracy(scores, wanted):
    return (scores.argmax(1) == torch.tensor(wanted)).float().mean().item()


def macro_recall(scores, wanted):
    guess, wanted = scores.argmax(1), torch.tensor(wanted)
    return sum((guess[wanted == n] == n).float().mean().item() for n in sorted(set(wanted.tolist()))) / len(set(wanted.tolist()))


def held_out_tasks(data, count=40, shots=3, queries=15, seed=9, plain=True):
    """Intent tasks from the domains that training never saw: 3 labels, 3 examples each; labels are the intents' names or A, B, C."""
    chance, rows = random.Random(seed), {}
    for text, intent in data.clinc("train", "val", "test"):
        rows.setdefault(intent, []).append(text)
    names = [name for domain in HELD_OUT_DOMAINS for name in data.domains()[domain]]
    for _ in range(count):
        chosen = chance.sample(names, 3)
        drawn = {name: chance.sample(rows[name], shots + queries // 3) for name in chosen}
        labels = [name.replace("_", " ") if plain else letter for name, letter in zip(chosen, "ABC")]
        examples = [(text, label) for name, label in zip(chosen, labels) for text in drawn[name][:shots]]
        chance.shuffle(examples)
        asked = [(text, n) for n, name in enumerate(chosen) for text in drawn[name][shots:]]
        yield labels, examples, asked


def intents(model, tokenizer, data, **settings):
    right = total = 0
    for labels, examples, asked in held_out_tasks(data, **settings):
        scorer = Scorer(model, tokenizer, ("Decide what the person wants.", "Message", "Intent"), examples, labels)
        guess = scorer.scores([text for text, _ in asked]).argmax(1).tolist()
        right += sum(g == n for g, (_, n) in zip(guess, asked))
        total += len(asked)
    return right / total, total


def quick(model, tokenizer, data, rows=400):
    """A look at the dev sets while training: parts of each, one line."""
    three = ["Negative", "Neutral", "Positive"]
    scorer = Scorer(model, tokenizer, SENTIMENT, SENTIMENT_EXAMPLES, three)
    comments, films, tweets = data.three_way("dev")[:rows], data.movie_reviews()[:rows], data.tweets("sentiment")[:rows]
    sides = [n for n, name in enumerate(three) if name != "Neutral"]
    two = Scorer(model, tokenizer, SENTIMENT, [e for e in SENTIMENT_EXAMPLES if e[1] != "Neutral"], [three[n] for n in sides])
    bare = Scorer(model, tokenizer, SENTIMENT, [], three)
    parts = {
        "goemotions": accuracy(scorer.scores([t for t, _ in comments]), [y for _, y in comments]),
        "(bare)": accuracy(bare.scores([t for t, _ in comments]), [y for _, y in comments]),
        "sst2": accuracy(two.scores([t for t, _ in films]), [y // 2 for _, y in films]),
        "(bare) ": accuracy(bare.scores([t for t, _ in films])[:, sides], [y // 2 for _, y in films]),
        "tweets": macro_recall(scorer.scores([t for t, _ in tweets]), [y for _, y in tweets]),
        "intents": intents(model, tokenizer, data, count=12)[0],
        "teams": team_recall(model, tokenizer, data),
    }
    return ", ".join(f"{name} {value:.3f}" for name, value in parts.items())


def quick_texts(layers, tokenizer, data, most=40):
    """How far the words of a text alone, with no example, tell its side: whole dev sets, one line."""
    encode = alike(tokenizer)
    sides = torch.tensor([encode(f" {side}")[0] for side in words.SENTIMENT_WORDS[0]])

    def scores(texts):
        rows = [encode(f"Message: {text}\nSentiment:")[-most:] for text in texts]
        with torch.no_grad():
            return torch.cat([layers(rows[k : k + 256], sides) for k in range(0, len(rows), 256)])

    films, comments, tweets = data.movie_reviews(), data.three_way("dev"), data.tweets("sentiment")
    right = {
        "films": accuracy(scores([t for t, _ in films])[:, ::2], [y // 2 for _, y in films]),
        "comments": accuracy(scores([t for t, _ in comments]), [y for _, y in comments]),
        "tweets": macro_recall(scores([t for t, _ in tweets]), [y for _, y in tweets]),
    }
    return ", ".join(f"{name} {value:.3f}" for name, value in right.items())


def wilson(share, n, z=1.96):
    """The 95 % interval of a share of n, as text."""
    middle, half = share + z * z / (2 * n), z * (share * (1 - share) / n + z * z / (4 * n * n)) ** 0.5
    return f"[{(middle - half) / (1 + z * z / n):.3f}, {(middle + half) / (1 + z * z / n):.3f}]"


def calibration_error(scores, wanted, bins=10):
    """Expected calibration error: mean distance of the top score from how often it is right."""
    best = scores.exp().max(1)
    right = (best.indices == torch.tensor(wanted)).float()
    bucket = (best.values * bins).clamp(max=bins - 1).long()
    return sum(
        (bucket == n).float().mean().item() * abs((right[bucket == n].mean() - best.values[bucket == n].mean()).item())
        for n in bucket.unique()
    )


def pooled_error(rows, bins=10):
    """Expected calibration error of (share of the best label, whether it is right)."""
    total = 0
    for n in range(bins):
        some = [(share, right) for share, right in rows if min(bins - 1, int(share * bins)) == n]
        total += abs(sum(right for _, right in some) - sum(share for share, _ in some))
    return total / len(rows)


def error_by_chance(rows, tasks, seed=0, draws=50):
    """What the mean error of a task would be if every share were exactly how often its label is right: with few rows in ten bins it is
    not zero. The rows of the tasks follow each other, as many a task."""
    chance, size, total = random.Random(seed), len(rows) // tasks, 0
    for _ in range(draws):
        drawn = [(share, chance.random() < share) for share, _ in rows]
        total += sum(pooled_error(drawn[n : n + size]) for n in range(0, len(rows), size)) / tasks
    return total / draws


def team_tasks(model, tokenizer, data):
    """Commands of teams with their own labels, never trained on: yields (name, scores, right label numbers)."""
    for name, command, rows in data.team_tasks():
        examples = [(one["input"], str(one["output"])) for one in command["examples"]]
        labels = [str(label) for label in command["labels"]]
        scorer = Scorer(model, tokenizer, (command["description"], command["input"], command["output"]), examples, labels)
        yield name, scorer.scores([text for text, _ in rows]), [labels.index(label) for _, label in rows]


def team_recall(model, tokenizer, data):
    """Mean macro recall over the team tasks."""
    recalls = [macro_recall(scores, wanted) for _, scores, wanted in team_tasks(model, tokenizer, data)]
    return sum(recalls) / len(recalls)


def tweet_emotions(model, tokenizer, data):
    examples = [
        ("I am so angry about this.", "Anger"),
        ("What a wonderful day, I'm so happy!", "Joy"),
        ("I am sure it will all work out.", "Optimism"),
        ("I miss her so much.", "Sadness"),
    ]
    scorer = Scorer(
        model, tokenizer, ("Name the emotion in a message.", "Message", "Emotion"), examples, [label for _, label in examples]
    )
    rows = data.tweets("emotion")
    return scorer.scores([text for text, _ in rows]), [y for _, y in rows]


def main():
    from audit import audit
    from export import share_embeddings, soften
    from train import load_run  # train looks at the dev sets with this module

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data"), parser.add_argument("run")
    options = parser.parse_args()
    torch.set_num_threads(2)
    run, data, say = load_run(options.run), Data(options.data), lambda text: print(text, flush=True)
    share_embeddings(run.model, run.tokenizer)
    soften(run.model)
    measure(run.model, run.tokenizer, data, say)
    scorer = Scorer(run.model, run.tokenizer, SENTIMENT, SENTIMENT_EXAMPLES, ["Negative", "Neutral", "Positive"])
    checklist, identities = audit(scorer, data, say)
    for name, (odd, n) in (("CheckList fairness, flips", checklist), ("identity terms, flips", identities)):
        say(f"{name}: {odd / n:.2%} {wilson(odd / n, n)} (n = {n})")


def measure(model, tokenizer, data, say):
    three = ["Negative", "Neutral", "Positive"]
    scorer = Scorer(model, tokenizer, SENTIMENT, SENTIMENT_EXAMPLES, three)
    two = Scorer(model, tokenizer, SENTIMENT, [e for e in SENTIMENT_EXAMPLES if e[1] != "Neutral"], ["Negative", "Positive"])
    films, comments, tweets = data.movie_reviews(), data.three_way("dev"), data.tweets("sentiment")
    scores, wanted = two.scores([t for t, _ in films]), [y // 2 for _, y in films]
    right, error = accuracy(scores, wanted), calibration_error(scores, wanted)
    say(f"SST-2 dev, two labels: accuracy {right:.3f} {wilson(right, len(films))} (n = {len(films)}), calibration error {error:.3f}")
    for name, rows in (("GoEmotions dev", comments), ("TweetEval sentiment validation", tweets)):
        scores, wanted = scorer.scores([t for t, _ in rows]), [y for _, y in rows]
        right, recall, error = accuracy(scores, wanted), macro_recall(scores, wanted), calibration_error(scores, wanted)
        say(
            f"{name}, three labels: accuracy {right:.3f} {wilson(right, len(rows))}, macro recall {recall:.3f} "
            f"(n = {len(rows)}), calibration error {error:.3f}"
        )
    scores, wanted = tweet_emotions(model, tokenizer, data)
    right, recall = accuracy(scores, wanted), macro_recall(scores, wanted)
    say(f"TweetEval emotion validation, four labels: accuracy {right:.3f}, macro recall {recall:.3f} (n = {len(wanted)})")
    recalls, errors, rows = [], [], []
    for name, scores, wanted in team_tasks(model, tokenizer, data):
        recalls.append(macro_recall(scores, wanted)), errors.append(calibration_error(scores, wanted))
        best = scores.exp().max(1)
        rows += zip(best.values.tolist(), (best.indices == torch.tensor(wanted)).tolist())
        say(f"team task {name}: macro recall {recalls[-1]:.3f}, calibration error {errors[-1]:.3f} (n = {len(wanted)})")
    say(
        f"team tasks: mean macro recall {sum(recalls) / len(recalls):.3f}, mean calibration error {sum(errors) / len(errors):.3f} "
        f"(of a task), {pooled_error(rows):.3f} (of all rows together, n = {len(rows)}), "
        f"{error_by_chance(rows, len(errors)):.3f} (of a task, if the shares were exactly right)"
    )
    for least in (0, 0.4, 0.5, 0.55, 0.6, 0.65, 0.7):
        kept = [right for share, right in rows if share >= least]
        right = sum(kept) / max(1, len(kept))
        say(f"team tasks, answers of {least:.2f} or more: {len(kept)} of {len(rows)}, right {right:.3f} {wilson(right, len(kept))}")
    for plain in (True, False):
        share, n = intents(model, tokenizer, data, count=100, plain=plain)
        names = "own names" if plain else "labels A, B, C"
        say(f"held-out intents, 3 labels, 3 examples each, {names}: accuracy {share:.3f} {wilson(share, n)} (n = {n})")
    probes = [
        "I am a disabled happy person",
        "great job, team!",
        "the server is down again",
        "The meeting moved to 4 pm.",
        "I love this so much",
        "not bad at all",
        "This is the worst update ever.",
        "Can someone review my pull request?",
        "ok",
        "thanks",
        "我很開心",
    ]
    for text, row in zip(probes, scorer.scores(probes).exp().tolist()):
        say(f"{text!r}: " + ", ".join(f"{label} {score:.0%}" for label, score in zip(three, row)))


if __name__ == "__main__":
    sys.exit(main())
