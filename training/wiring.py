"""A start that spares hours: a network wired for a prompt's structure, which knows words as a bag of them does."""
import math

import torch
import torch.nn.functional as F

from pooled_text import LOOKS_BACK, MARK, NAME_SCALE, PLACE_SCALE, SCALE, TOGETHER, UNITS, strengths, wavelengths
from model import NAMES, PLACE, WAVES, Parts
from prompts import END


def set_up(model, bags, tokenizer, recent=50.0, bonus=80.0, line=30.0):
    """The network begins with what a prompt's structure asks for, and knows words as the bags model does.

    First layer: one head finds the last `###` before each place, and notes where it stood; another looks at the token before, and whether it
    is a colon; a third whether there has been a colon since that `###`; the fourth looks two or three tokens back. Second: three heads look over the words of the own example, each word as its
    worth, and map what they see; the fourth finds the line break before the answer. A label is then what follows a colon in the
    answer's line. The last layer is left to `match`.
    """
    shape, parts = model.shape, Parts(model.shape.width)
    look_at, told, widen, narrow, worth, mapped = bags.level()
    words_end, head, mark = parts.words.stop, shape.width // shape.heads, parts.mark
    find, look = model.blocks[0], model.blocks[1]
    newline, end = tokenizer.encode(END)[:2]
    colon = tokenizer.encode("Message:")[-1]
    with torch.no_grad():
        table = model.tokens.weight
        table[:, parts.words] = SCALE * bags.normed(bags.table)
        table[:, words_end:] = 0
        table[:, parts.name] = NAME_SCALE * torch.randn(shape.vocab, NAMES).sign()
        for name, tokens in (("end", [end]), ("newline", [newline]), ("colon", [colon])):
            table[tokens, parts.name], table[tokens, mark[name]] = 0.0, MARK
        model.places.weight.normal_(std=1e-4)
        model.places.weight[words_end:] = 0
        chosen = wavelengths(model)
        turns, pairs = 2 * math.pi / model.wavelengths[chosen], torch.arange(PLACE // 2)
        model.places.weight[parts.place.start + pairs, chosen] = PLACE_SCALE
        model.places.weight[parts.place.start + PLACE // 2 + pairs, chosen + len(model.wavelengths)] = PLACE_SCALE
        model.places.weight[mark["end"], -1] = MARK  # the first place is where the first example begins
        for block in model.blocks:
            block.narrow.weight.mul_(0.1)
            block.narrow.weight[words_end:], block.out.weight[words_end:] = 0.0, 0.0
            for part in (block.out.bias, block.widen.bias, block.narrow.bias):
                part.zero_()
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
        # the heads that look at what stood before a word: keys are turned on by some places
        for h, (distance, far, near), reads, writes in zip((1, 3), LOOKS_BACK, look_at, told):
            strength, angles, rest = strengths(far, near).repeat(2).div(pair).sqrt(), turns * distance, slice(h * head + 1, (h + 1) * head)
            turn = torch.cat([torch.cat([angles.cos().diag(), angles.sin().diag()], 1), torch.cat([-angles.sin().diag(), angles.cos().diag()], 1)])
            for matrix in (find.query.weight, find.key.weight, find.value.weight):
                matrix[h * head : (h + 1) * head] = 0
            find.query.weight[h * head + rows, parts.place.start + rows] = strength
            find.key.weight[h * head : h * head + PLACE, parts.place] = strength[:, None] * turn
            find.value.weight[rest, parts.words] = reads
            find.out.weight[parts.words, rest] = writes
        find.value.weight[head, mark["constant"]], find.value.weight[head, mark["colon"]] = 1.0, -1 / seen[colon, mark["colon"]]
        find.out.weight[mark["after_other"], head] = MARK
        find.widen.weight[:UNITS] = 0
        find.widen.weight[:UNITS, parts.words], find.widen.bias[:UNITS], find.narrow.weight[parts.words, :UNITS] = widen, bags.widen_bias, narrow
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
                matrix[h * head + rows, parts.began.start + rows] = (TOGETHER / (PLACE // 2) / pair).sqrt()
            look.query.weight[last, mark["constant"]] = 1.0
            if h < shape.heads - 1:
                look.key.weight[last, parts.words] = worth
        look.value.weight[:words_end, parts.words] = torch.eye(words_end)
        look.out.weight[parts.words, :words_end] = mapped.t()
        look.out.bias[parts.words] = bags.place
        # the head that finds the answer's line: a line break, with a colon somewhere before it
        sample = torch.tensor([tokenizer.encode("Decide.\nMessage: one")])
        sample[0, -1] = newline
        unit = look.ln_1(find.learn(model.tokens(sample) + model.position_table()[: sample.shape[1]], shape.window))[0, -1, mark["newline"]]
        last, first = shape.width - 1, (shape.heads - 1) * head
        look.key.weight[last, mark["newline"]], look.key.weight[last, mark["since_colon"]] = line / unit, line / unit
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
