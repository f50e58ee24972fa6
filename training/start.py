"""A start that spares hours: token embeddings from co-occurrence, made useful by a bag-of-tokens classifier, and layers that pass them on."""
import random

import torch
import torch.nn.functional as F

import words
from augment import vary


def word_vectors(tokenizer, texts, width, scale=0.08):
    """Token embeddings from co-occurrence (PPMI, SVD); a word's forms with capital or space start equal."""
    bare = {n: tokenizer.names.get(n, "").lstrip("Ġ").lower() for n in range(len(tokenizer))}
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
    """Tasks as ([label words of each class, several to choose from], [texts of each class]); no words: only told apart."""
    sides = [[maker.side_text(side) for _ in range(made // 3)] for side in range(3)]
    emotions = sorted(maker.by_emotion)
    varied = lambda texts: [vary(maker.chance, text) for text in texts]
    return [
        (list(zip(*words.SENTIMENT_WORDS)), sides),
        ([words.EMOTION_WORDS[name][:2] for name in emotions], [varied(maker.by_emotion[name]) for name in emotions]),
        (None, [[maker.request_text(texts) for text in texts] for _, texts in sorted(maker.intents.items())]),
        (list(zip(*words.SPAM_WORDS[:5])), [varied(texts) for texts in maker.spam]),
        (list(zip(*words.TOXIC_WORDS[:5])), [varied(texts) for texts in maker.toxic]),
    ]


class Bags(torch.nn.Module):
    """Mean of a window's normalised embeddings, mapped onto the embeddings of label words: the first layer at its simplest."""

    def __init__(self, embeddings, intents):
        super().__init__()
        width = embeddings.shape[1]
        self.table, self.map = torch.nn.Parameter(embeddings.clone()), torch.nn.Parameter(torch.eye(width))
        self.place, self.intents = torch.nn.Parameter(torch.zeros(width)), torch.nn.Parameter(0.1 * torch.randn(intents, width))

    def forward(self, bags, labels):
        offsets = torch.tensor([0] + [len(bag) for bag in bags[:-1]]).cumsum(0)
        normed = F.layer_norm(self.table, self.table.shape[1:])
        means = F.embedding_bag(torch.tensor([token for bag in bags for token in bag]), normed, offsets, mode="mean")
        states = F.layer_norm(means @ self.map + self.place, self.place.shape)
        return states @ (self.intents if labels is None else self.table[labels]).t()


def teach_embeddings(embeddings, maker, tokenizer, say, made=300000, passes=2, seed=5, window=40):
    """The Bags model that embeddings become, when the mean over a text is taught to point to the right label word."""
    tasks, chance = labelled_bags(maker, made), random.Random(seed)
    batches = []
    for number, (_, classes) in enumerate(tasks):
        rows = [(n, framed(chance, tokenizer, text)[-window:]) for n, texts in enumerate(classes) for text in texts]
        chance.shuffle(rows)
        batches += [(number, rows[k : k + 512]) for k in range(0, len(rows), 512)]
    torch.manual_seed(seed)
    model = Bags(embeddings, len(tasks[2][1]))
    optimizer = torch.optim.Adam([{"params": [model.table], "lr": 1.5e-3}, {"params": [model.map, model.place], "lr": 2e-3}, {"params": [model.intents], "lr": 1e-2}])
    peaks = [group["lr"] for group in optimizer.param_groups]
    for done in range(passes):
        chance.shuffle(batches)
        seen = {}
        for k, (number, rows) in enumerate(batches):
            bags = [[token for token in ids if chance.random() > 0.25] or ids for _, ids in rows]
            choices = tasks[number][0]
            variant = chance.randrange(len(choices[0])) if choices else 0
            labels = torch.tensor([tokenizer.encode(f" {some[variant % len(some)]}")[0] for some in choices]) if choices else None
            scores, right = model(bags, labels), torch.tensor([n for n, _ in rows])
            loss = F.cross_entropy(scores, right)
            for group, peak in zip(optimizer.param_groups, peaks):
                group["lr"] = peak * (1 - (done + k / len(batches)) / passes)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            seen.setdefault(number, []).append((scores.argmax(1) == right).float().mean().item())
        say(f"embeddings, pass {done + 1}: right " + ", ".join(f"{sum(some) / len(some):.3f}" for _, some in sorted(seen.items())))
    return model


def framed(chance, tokenizer, text):
    """The text as it stands in a prompt, now and then after another example's answer."""
    before = f" {chance.choice(chance.choice(words.SENTIMENT_WORDS))}\n###\n" if chance.random() < 0.15 else ""
    source, answer = ("Message", "Sentiment") if chance.random() < 0.4 else (chance.choice(words.INPUTS), chance.choice(words.SENTIMENT_OUTPUTS + words.LABEL_OUTPUTS))
    return tokenizer.encode(f"{before}{source}: {text[:300]}\n{answer}:")


def pass_on(model, bags, gain=4.0, places=32):
    """The network begins as the bags model: its first layer looks back a few words, maps what it sees, and the rest says little yet.

    The last `places` of the width hold positions at first: equal queries and keys of sine waves make near places alike. The far-seeing
    layer begins by looking at what resembles its own place in content.
    """
    shape, content = model.shape, model.shape.width - places
    with torch.no_grad():
        model.tokens.weight[:, :content] = bags.table
        model.tokens.weight[:, content:] = 0.002 * torch.randn(shape.vocab, places)
        model.places.weight.normal_(std=1e-4)
        near = (model.wavelengths > 12).nonzero()[:, 0]
        half = near[torch.linspace(0, (len(near) - 1) * 0.5, places // 2).long()]  # waves of about 12 to 150 places
        for n, wave in enumerate(half.tolist()):
            model.places.weight[content + n, wave] = model.places.weight[content + places // 2 + n, wave + len(model.wavelengths)] = 0.1
        for layer, block in enumerate(model.blocks):
            block.narrow.weight.mul_(0.3)
            if block.is_local:
                head = shape.width // shape.heads
                for h in range(shape.heads):
                    rows = torch.arange(h * head, h * head + min(head, places))
                    for matrix in (block.query.weight, block.key.weight):
                        matrix[rows, content + rows - h * head] += 0.25 + 0.06 * h
                block.value.weight.add_(torch.eye(shape.width))
                block.out.weight.zero_()
                block.out.weight[:content, :content] = gain * bags.map.t()
                block.out.bias[:content] = gain * bags.place
            else:
                torch.nn.init.normal_(block.query.weight, std=0.03)
                block.query.weight[:, content:] = 0
                block.key.weight.copy_(block.query.weight)
