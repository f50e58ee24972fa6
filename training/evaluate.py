"""Measures a run on the dev sets and the audits, as a command would ask: description, the command's examples, the text; labels are scored."""
import torch

import words

SENTIMENT = (words.SENTIMENT_DESCRIPTIONS[0], "Message", "Sentiment")
SENTIMENT_EXAMPLES = [("The new build is so much faster, thank you!", "Positive"), ("This keeps crashing and nobody answers.", "Negative"), ("The meeting moved to 4 pm.", "Neutral")]


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
        ids = [self.tokenizer.encode(f"{self.command[1]}: {' '.join(text.split())}")[:320] + self.tokenizer.encode(f"\n{self.command[2]}:") for text in texts]
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

        return torch.stack([sum(table(tuple(label[:k]))[:, label[k]] for k in range(len(label))) for label in self.label_ids], 1)

    def next_tokens(self, batch, more):
        rows = [ids + more for ids in batch]
        longest, before = max(map(len, rows)), len(self.prefix)
        padded = torch.tensor([ids + [0] * (longest - len(ids)) for ids in rows])
        past = [part.expand(len(rows), -1, -1, -1) for part in self.past]
        mask, places = torch.ones(len(rows), before + longest, dtype=torch.long), torch.arange(before, before + longest)[None].expand(len(rows), -1)
        with torch.no_grad():
            states = self.model.states(padded, mask, places, past)
            return self.model.logits(states[torch.arange(len(rows)), torch.tensor([len(ids) - 1 for ids in rows])]).log_softmax(1)


def accuracy(scores, wanted):
    return (scores.argmax(1) == torch.tensor(wanted)).float().mean().item()


def macro_recall(scores, wanted):
    guess, wanted = scores.argmax(1), torch.tensor(wanted)
    return sum((guess[wanted == n] == n).float().mean().item() for n in sorted(set(wanted.tolist()))) / len(set(wanted.tolist()))


def held_out_tasks(data, count=40, shots=3, queries=15, seed=9):
    """Intent tasks from the domains that training never saw: 3 labels, 3 examples each, their own names as labels."""
    import random

    from data import HELD_OUT_DOMAINS

    chance, rows = random.Random(seed), {}
    for text, intent in data.clinc("train", "val", "test"):
        rows.setdefault(intent, []).append(text)
    names = [name for domain in HELD_OUT_DOMAINS for name in data.domains()[domain]]
    for _ in range(count):
        chosen = chance.sample(names, 3)
        drawn = {name: chance.sample(rows[name], shots + queries // 3) for name in chosen}
        examples = [(text, name.replace("_", " ")) for name in chosen for text in drawn[name][:shots]]
        chance.shuffle(examples)
        asked = [(text, n) for n, name in enumerate(chosen) for text in drawn[name][shots:]]
        yield [name.replace("_", " ") for name in chosen], examples, asked


def intents(model, tokenizer, data, **settings):
    right = total = 0
    for labels, examples, asked in held_out_tasks(data, **settings):
        scorer = Scorer(model, tokenizer, ("Decide what the person wants.", "Message", "Intent"), examples, labels)
        guess = scorer.scores([text for text, _ in asked]).argmax(1).tolist()
        right += sum(g == n for g, (_, n) in zip(guess, asked))
        total += len(asked)
    return right / total, total


def quick(model, tokenizer, data, rows=600):
    """A look at the dev sets while training: parts of each, one line."""
    three = ["Negative", "Neutral", "Positive"]
    scorer = Scorer(model, tokenizer, SENTIMENT, SENTIMENT_EXAMPLES, three)
    comments, films, tweets = data.three_way("dev")[:rows], data.movie_reviews(), data.tweets("sentiment")[: 2 * rows]
    sides = [n for n, name in enumerate(three) if name != "Neutral"]
    two = Scorer(model, tokenizer, SENTIMENT, [e for e in SENTIMENT_EXAMPLES if e[1] != "Neutral"], [three[n] for n in sides])
    bare = Scorer(model, tokenizer, SENTIMENT, [], three)
    parts = {
        "goemotions": accuracy(scorer.scores([t for t, _ in comments]), [y for _, y in comments]), "(bare)": accuracy(bare.scores([t for t, _ in comments]), [y for _, y in comments]),
        "sst2": accuracy(two.scores([t for t, _ in films]), [y // 2 for _, y in films]), "(bare) ": accuracy(bare.scores([t for t, _ in films])[:, sides], [y // 2 for _, y in films]),
        "tweets": macro_recall(scorer.scores([t for t, _ in tweets]), [y for _, y in tweets]), "intents": intents(model, tokenizer, data, count=30)[0],
    }
    return ", ".join(f"{name} {value:.3f}" for name, value in parts.items())
