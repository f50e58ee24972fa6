"""A start that spares hours: token embeddings from co-occurrence, made useful by a bag-of-tokens classifier, and layers that pass them on."""
import math
import random

import torch
import torch.nn.functional as F

import words
from augment import vary
from model import NAMES, NEAR, PLACE, WAVES, Parts
from tasks import END


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


SCALE, NAME_SCALE, PLACE_SCALE, MARK = 0.1, 0.1, 0.15, 0.5  # of token embeddings, one for all: after the norms each word then has its place in the same strength


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


def teach_embeddings(embeddings, maker, tokenizer, say, made=600000, passes=2, seed=5, window=40):
    """The Bags model that embeddings become, when the mean over a text is taught to point to the right label word.

    Of a text's side the maker's teacher is believed, where there is one.
    """
    tasks, chance = labelled_bags(maker, made), random.Random(seed)
    batches = []
    for number, (_, classes) in enumerate(tasks):
        rows = [(wished, framed(chance, tokenizer, text)[-window:]) for n, texts in enumerate(classes) for text, wished in zip(texts, opinions(maker, number, n, texts))]
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
            scores, right = model(bags, labels), torch.stack([wished for wished, _ in rows]) if number == SIDES else torch.tensor([wished for wished, _ in rows])
            loss = F.cross_entropy(scores, right)
            for group, peak in zip(optimizer.param_groups, peaks):
                group["lr"] = peak * (1 - (done + k / len(batches)) / passes)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            seen.setdefault(number, []).append((scores.argmax(1) == (right.argmax(1) if number == SIDES else right)).float().mean().item())
        say(f"embeddings, pass {done + 1}: right " + ", ".join(f"{sum(some) / len(some):.3f}" for _, some in sorted(seen.items())))
    return model


SIDES = 0  # the task of `labelled_bags` that is about sides


def opinions(maker, task, n, texts):
    """What each text of class n is to be called: n, or, where it is about sides and there is a teacher, the teacher's probabilities."""
    if task != SIDES:
        return [n] * len(texts)
    if not maker.teacher:
        return F.one_hot(torch.tensor(n), 3).float().expand(len(texts), -1)
    return torch.cat([maker.teacher(texts[k : k + 8192]).softmax(1) for k in range(0, len(texts), 8192)])


def framed(chance, tokenizer, text):
    """The text as it stands in a prompt, now and then after another example's answer."""
    before = f" {chance.choice(chance.choice(words.SENTIMENT_WORDS))}\n###\n" if chance.random() < 0.15 else ""
    source, answer = ("Message", "Sentiment") if chance.random() < 0.4 else (chance.choice(words.INPUTS), chance.choice(words.SENTIMENT_OUTPUTS + words.LABEL_OUTPUTS))
    return tokenizer.encode(f"{before}{source}: {text[:300]}\n{answer}:")


def set_up(model, bags, tokenizer, gain=2.0, recent=50.0, bonus=80.0, previous=60.0, together=30.0, line=12.0):
    """The network begins with what a prompt's structure asks for, and knows words as the bags model does.

    First layer: one head finds the last `###` before each place, and notes where it stood; another whether the token before is a colon;
    a third whether there has been a colon since that `###`. Second: three heads look over the words of the own example, each word as its
    worth, and map what they see; the fourth finds the line break before the answer. A label is then what follows a colon in the
    answer's line. The last layer is left to `match`.
    """
    shape, parts = model.shape, Parts(model.shape.width)
    words_end, head, mark = parts.words.stop, shape.width // shape.heads, parts.mark
    find, look = model.blocks[0], model.blocks[1]
    newline, end = tokenizer.encode(END)[:2]
    colon = tokenizer.encode("Message:")[-1]
    with torch.no_grad():
        table = model.tokens.weight
        table[:, parts.words] = SCALE * bags.normed()
        table[:, words_end:] = 0
        table[:, parts.name] = NAME_SCALE * torch.randn(shape.vocab, NAMES).sign()
        for name, tokens in (("end", [end]), ("newline", [newline]), ("colon", [colon])):
            table[tokens, parts.name], table[tokens, mark[name]] = 0.0, MARK
        model.places.weight.normal_(std=1e-4)
        model.places.weight[words_end:] = 0
        lengths = [*torch.logspace(math.log10(40), math.log10(400), WAVES), *torch.tensor([6.0, 9.0, 14.0, 22.0])]
        chosen = torch.stack([(model.wavelengths - length).abs().argmin() for length in lengths])
        turns, pairs = 2 * math.pi / model.wavelengths[chosen], torch.arange(PLACE // 2)
        model.places.weight[parts.place.start + pairs, chosen] = PLACE_SCALE
        model.places.weight[parts.place.start + PLACE // 2 + pairs, chosen + len(model.wavelengths)] = PLACE_SCALE
        model.places.weight[mark["end"], -1] = MARK  # the first place is where the first example begins
        for block in model.blocks:
            block.narrow.weight.mul_(0.1)
            block.narrow.weight[words_end:], block.out.weight[words_end:] = 0.0, 0.0
            block.ln_1.weight[mark["constant"]], block.ln_1.bias[mark["constant"]] = 0.0, 1.0
        seen = F.layer_norm(table + model.position_table()[100], (shape.width,))
        pair = (seen[:, parts.place] ** 2).sum(1).mean() / (PLACE // 2)  # a wave's power after the norm
        rows, is_near = torch.arange(PLACE), torch.arange(PLACE) % (PLACE // 2) >= WAVES
        # the head that finds where the own example began: the long waves tell what is nearer
        for matrix in (find.query.weight, find.key.weight):
            matrix[: 3 * head] = 0
            matrix[rows, parts.place.start + rows] = torch.where(is_near, 0.0, (recent / WAVES / pair).sqrt())
        find.query.weight[head - 1, mark["constant"]] = 1.0
        find.key.weight[head - 1, mark["end"]] = bonus / seen[end, mark["end"]]
        find.value.weight[: 3 * head] = 0
        find.value.weight[rows, parts.place.start + rows] = 1.0
        find.out.weight.zero_()
        find.out.weight[parts.began, :PLACE] = PLACE_SCALE / pair.sqrt() * torch.eye(PLACE)
        # the head that looks at the token before: keys are turned on by one place
        strength = torch.where(is_near, previous / NEAR, previous / 2 / WAVES).div(pair).sqrt()
        find.query.weight[head + rows, parts.place.start + rows] = strength
        turn = torch.cat([torch.cat([turns.cos().diag(), turns.sin().diag()], 1), torch.cat([-turns.sin().diag(), turns.cos().diag()], 1)])
        find.key.weight[head : head + PLACE, parts.place] = strength[:, None] * turn
        find.value.weight[head, mark["constant"]], find.value.weight[head, mark["colon"]] = 1.0, -1 / seen[colon, mark["colon"]]
        find.out.weight[mark["after_other"], head] = MARK
        # the head that knows whether a colon has been since the example began
        for matrix in (find.query.weight, find.key.weight):
            matrix[2 * head + rows] = matrix[rows]
        last = 3 * head - 1
        find.query.weight[last], find.key.weight[last] = find.query.weight[head - 1], find.key.weight[head - 1]
        find.key.weight[last, mark["colon"]] = bonus / seen[colon, mark["colon"]]
        find.value.weight[2 * head, mark["colon"]] = 1 / seen[colon, mark["colon"]]
        find.out.weight[mark["since_colon"], 2 * head] = MARK
        # the words of the own example
        look.query.weight.zero_(), look.key.weight.zero_(), look.value.weight.zero_(), look.out.weight.zero_()
        for h in range(shape.heads):
            last = (h + 1) * head - 1
            for matrix in (look.query.weight, look.key.weight):
                matrix[h * head + rows, parts.began.start + rows] = (together / (PLACE // 2) / pair).sqrt()
            look.query.weight[last, mark["constant"]] = 1.0
            if h < shape.heads - 1:
                look.key.weight[last, parts.words] = bags.worth
        look.value.weight[:words_end, parts.words] = torch.eye(words_end)
        look.out.weight[parts.words, :words_end] = gain * bags.map.t()
        look.out.bias[parts.words] = gain * bags.place
        # the head that finds the answer's line: a line break, with a colon somewhere before it
        sample = torch.tensor([tokenizer.encode("Decide.\nMessage: one")])
        sample[0, -1] = newline
        unit = look.ln_1(find.learn(model.tokens(sample) + model.position_table()[: sample.shape[1]], shape.window))[0, -1, mark["newline"]]
        last, first = shape.width - 1, (shape.heads - 1) * head
        look.key.weight[last, mark["newline"]], look.key.weight[last, mark["since_colon"]] = line / unit, 1.5 * line / unit
        look.value.weight[first, mark["constant"]], look.value.weight[first, mark["newline"]] = 1.0, -1 / unit
        look.out.weight[mark["before_answer"], first] = MARK


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


def match(model, prompts, sharpness=(0.7, 1.0, 1.4, 1.4), copying=120.0, focus=24.0, apart=16.0, ridge=0.05):
    """The last, far-seeing layer begins by looking at examples that resemble the text, and copies their labels.

    What makes texts of one label alike is Fisher's discriminant over the states where answers begin (queries) and where labels
    stand (keys), within each prompt's own task. Only the names of tokens are copied, where words do not blur them.
    """
    shape, block, parts = model.shape, model.blocks[-1], Parts(model.shape.width)
    head, width = shape.width // shape.heads, shape.width
    began, marks = torch.arange(parts.began.start, parts.began.stop), [parts.mark["after_other"], parts.mark["before_answer"]]
    within, between, sums, count, place_power = torch.zeros(width, width), torch.zeros(width, width), torch.zeros(2, width), 0, []
    with torch.no_grad():
        for ids, ends in prompts:
            x = model.tokens(torch.tensor([ids])) + model.position_table()[: len(ids)]
            for other in model.blocks[:-1]:
                x = other.learn(x, shape.window)
            x = block.ln_1(x)[0]
            labels = torch.tensor([label for _, label in ends])
            same = (labels[:, None] == labels[None, :]).float()
            places = torch.tensor([place for place, _ in ends])
            for n, states in enumerate((x[places], x[places + 1])):
                sums[n] += states.sum(0)
                means = same @ states / same.sum(1, keepdim=True)
                within += (states - means).t() @ (states - means)
                between += (means - states.mean(0)).t() @ (means - states.mean(0))
            count += len(places)
            place_power.append((x[:, began] ** 2).sum(1).mean())
        unit = sum(place_power) / len(place_power)  # of the part that says where an example began
        asked, stood = sums / count
        within, between = within / (2 * count), between / (2 * count)
        within += ridge * within.trace() / width * torch.eye(width)
        values, vectors = torch.linalg.eigh(within)
        white = vectors * values.rsqrt()
        power, turned = torch.linalg.eigh(white.t() @ between @ white)
        free = head - 1 - PLACE
        best = power.flip(0)[:free]
        axes = (white @ turned.flip(1)[:, :free]) * (best / (1 + best)).sqrt()
        block.value.weight.zero_(), block.out.weight.zero_()
        for h in range(shape.heads):
            rows, last = slice(h * head, h * head + free), (h + 1) * head - 1
            for matrix, middle, sign in ((block.query.weight, asked, 1.0), (block.key.weight, stood, -1.0)):
                matrix[rows.stop : last] = 0
                matrix[torch.arange(rows.stop, last), began] = sign * (apart / unit).sqrt()  # not at the text itself
                matrix[rows] = sharpness[h] ** 0.5 * axes.t()
                matrix[rows, parts.mark["constant"]] = -(sharpness[h] ** 0.5) * (axes.t() @ middle)
            block.query.weight[last], block.query.weight[last, parts.mark["constant"]] = 0.0, 1.0
            block.key.weight[last], block.key.weight[last, marks] = 0.0, -focus / asked[marks[0]]
            block.value.weight[h * head : h * head + NAMES, parts.name] = torch.eye(NAMES)
            block.out.weight[parts.name, h * head : h * head + NAMES] = copying / shape.heads * NAME_SCALE * torch.eye(NAMES)
