"""A start that spares hours: token embeddings from co-occurrence, made useful by a bag-of-tokens classifier, and layers that pass them on."""
import math
import random

import torch
import torch.nn.functional as F

import words
from augment import vary
from model import OTHERS, WAVES


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


SCALE = 0.1  # of token embeddings, one for all: after the norms each word then has its place in the same strength


class Bags(torch.nn.Module):
    """Weighted mean of a window's normalised embeddings, mapped onto the embeddings of label words: the first layer at its simplest."""

    def __init__(self, embeddings, intents):
        super().__init__()
        width = embeddings.shape[1]
        self.table, self.map = torch.nn.Parameter(embeddings.clone()), torch.nn.Parameter(torch.eye(width))
        self.worth = torch.nn.Parameter(torch.zeros(width))  # which words count more is read from their embeddings
        self.place, self.intents = torch.nn.Parameter(torch.zeros(width)), torch.nn.Parameter(0.1 * torch.randn(intents, width))

    def forward(self, bags, labels):
        offsets = torch.tensor([0] + [len(bag) for bag in bags[:-1]]).cumsum(0)
        tokens = torch.tensor([token for bag in bags for token in bag])
        normed = self.normed()
        worth = (normed @ self.worth).clamp(-6, 6).exp()
        sums = F.embedding_bag(tokens, normed * worth[:, None], offsets, mode="sum")
        states = (sums / F.embedding_bag(tokens, worth[:, None], offsets, mode="sum")) @ self.map + self.place
        return F.layer_norm(states, self.place.shape) @ (self.intents if labels is None else SCALE * normed[labels]).t()

    def normed(self):
        return F.layer_norm(self.table, self.table.shape[1:])


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
    optimizer = torch.optim.Adam([{"params": [model.table], "lr": 1.5e-3}, {"params": [model.map, model.place, model.worth], "lr": 2e-3}, {"params": [model.intents], "lr": 1e-2}])
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


def set_up(model, bags, end, gain=2.0, recent=50.0, bonus=80.0, together=14.0):
    """The network begins with what a prompt's structure asks for, and knows words as the bags model does.

    First layer: each place finds the last token `end` before it and notes where it stood. Second: each place looks over the words of
    its own example, each as its worth, and maps what it sees. The last layer is left to `match`.
    """
    shape, content = model.shape, model.shape.width - OTHERS
    place, began = slice(content, content + 2 * WAVES), slice(content + 2 * WAVES, content + 4 * WAVES)
    head = shape.width // shape.heads
    find, look = model.blocks[0], model.blocks[1]
    with torch.no_grad():
        model.tokens.weight[:, :content] = SCALE * bags.normed()
        model.tokens.weight[:, content:] = 0.002 * torch.randn(shape.vocab, OTHERS)
        model.tokens.weight[:, -2:] = 0
        model.tokens.weight[end, -2] = 1.0
        model.places.weight.normal_(std=1e-4)
        model.places.weight[content:] = 0
        for n, length in enumerate(torch.logspace(math.log10(40), math.log10(400), WAVES)):
            wave = (model.wavelengths - length).abs().argmin()
            model.places.weight[content + n, wave] = model.places.weight[content + WAVES + n, wave + len(model.wavelengths)] = 0.15
        for block in model.blocks:
            block.narrow.weight.mul_(0.1)
            block.ln_1.weight[-1], block.ln_1.bias[-1] = 0.0, 1.0
        seen = F.layer_norm(model.tokens.weight + model.position_table()[100], (shape.width,))
        unit = (seen[:, place] ** 2).sum(1).mean()  # of the position's part after the norm
        # one head finds the end of the last example; the others stay free
        rows = torch.arange(2 * WAVES)
        for matrix in (find.query.weight, find.key.weight):
            matrix[:head] = 0
            matrix[rows, content + rows] = (recent / unit).sqrt()
        find.query.weight[head - 1, -1] = 1.0
        find.key.weight[head - 1, -2] = bonus / seen[end, -2]
        find.value.weight[:head] = 0
        find.value.weight[rows, content + rows] = 1.0
        find.out.weight.zero_()
        find.out.weight[began, : 2 * WAVES] = 0.15 / unit.div(WAVES).sqrt() * torch.eye(2 * WAVES)
        look.query.weight.zero_(), look.key.weight.zero_()
        for h in range(shape.heads):
            last = (h + 1) * head - 1
            for matrix in (look.query.weight, look.key.weight):
                matrix[h * head + rows, content + 2 * WAVES + rows] = (together / unit).sqrt()
            look.query.weight[last, -1] = 1.0
            look.key.weight[last, :content] = bags.worth
        look.value.weight.add_(torch.eye(shape.width))
        look.out.weight.zero_()
        look.out.weight[:content, :content] = gain * bags.map.t()
        look.out.bias[:content] = gain * bags.place


def example_prompt(maker, encode, longest=600):
    """A prompt of a request task: its ids, and for each example the place where its answer begins and its label's number."""
    task, ids, ends = maker.intent(), [], []
    order = [n for n in range(len(task.labels)) for _ in range(4)]
    maker.chance.shuffle(order)
    for n in order:
        part = encode(f"{task.input}: {task.draw(n)}\n{task.output}:")
        answer = encode(f" {task.labels[n]}\n###\n")
        if len(ids) + len(part) + len(answer) < longest:
            ids = ids + part + answer
            ends.append((len(ids) - len(answer) - 1, n))
    return ids, ends


def match(model, prompts, sharpness=(0.7, 1.0, 1.4), copying=30.0, focus=14.0, apart=16.0, ridge=0.02):
    """The last, far-seeing layer begins by looking at examples that resemble the text, and copies their labels.

    What makes texts of one label alike is Fisher's discriminant over the states where answers begin (queries) and where labels
    stand (keys), within each prompt's own task.
    """
    shape, block = model.shape, model.blocks[-1]
    head, width = shape.width // shape.heads, shape.width
    began, label_states, label_tokens = torch.arange(width - 2 - 2 * WAVES, width - 2), [], []
    within, between, sums, counts, spread = torch.zeros(width, width), torch.zeros(width, width), torch.zeros(3, width), [0, 0, 0], torch.zeros(width, width)
    with torch.no_grad():
        for ids, ends in prompts:
            x = model.tokens(torch.tensor([ids])) + model.position_table()[: len(ids)]
            for other in model.blocks[:-1]:
                x = other.learn(x, shape.window)
            x = block.ln_1(x)[0]
            tokens = torch.tensor([ids[place + 1] for place, _ in ends])
            label_states.append(x[[place + 1 for place, _ in ends]])
            label_tokens.append(model.tokens.weight[tokens])
            labels = torch.tensor([label for _, label in ends])
            same = (labels[:, None] == labels[None, :]).float()
            places = torch.tensor([place for place, _ in ends])
            for n, states in enumerate((x[places], x[places + 1], x)):
                sums[n] += states.sum(0)
                counts[n] += len(states)
                if n < 2:
                    means = same @ states / same.sum(1, keepdim=True)
                    within += (states - means).t() @ (states - means)
                    between += (means - states.mean(0)).t() @ (means - states.mean(0))
            spread += x.t() @ x
        unit = spread.diag()[began].sum() / counts[2]  # of the part that says where an example began
        asked, stood, all_places = (sums / torch.tensor(counts)[:, None]).unbind()
        total = counts[0] + counts[1]
        within, between = within / total, between / total
        within += 0.02 * within.trace() / width * torch.eye(width)
        values, vectors = torch.linalg.eigh(within)
        white = vectors * values.rsqrt()
        power, turned = torch.linalg.eigh(white.t() @ between @ white)
        free = head - 1 - 2 * WAVES
        best = power.flip(0)[:free]
        axes = (white @ turned.flip(1)[:, :free]) * (best / (1 + best)).sqrt()
        spread = spread / counts[2] - all_places[:, None] * all_places[None, :]
        spread += 0.02 * spread.trace() / width * torch.eye(width)
        labelled = torch.linalg.solve(spread, (stood - all_places)[:, None])[:, 0]
        labelled = focus * labelled / (labelled @ (stood - all_places))
        for h in range(shape.heads):
            rows, last = slice(h * head, h * head + free), (h + 1) * head - 1
            for matrix, middle, sign in ((block.query.weight, asked, 1.0), (block.key.weight, stood, -1.0)):
                matrix[rows.stop : last] = 0
                matrix[torch.arange(rows.stop, last), began] = sign * (apart / unit).sqrt()  # not at the text itself
                matrix[rows] = sharpness[h % len(sharpness)] ** 0.5 * axes.t()
                matrix[rows, -1] = -(sharpness[h % len(sharpness)] ** 0.5) * (axes.t() @ middle)
            block.query.weight[last], block.query.weight[last, -1] = 0.0, 1.0
            block.key.weight[last] = labelled
        # What is copied is the label's own word, told apart from what its example says by least squares.
        states, words_there = torch.cat(label_states), torch.cat(label_tokens)
        gram = states.t() @ states
        gram += ridge * gram.trace() / width * torch.eye(width)
        block.value.weight.copy_(torch.linalg.solve(gram, states.t() @ words_there).t())
        block.out.weight.copy_(copying * torch.eye(width))
