"""A start that spares hours: a network wired for a prompt's structure, which knows words as a bag of them does."""
import math

import torch
import torch.nn.functional as F

from text_layers import (
    LOOKS_BACK,
    MARK,
    NAME_SCALE,
    PLACE_SCALE,
    POOLED_UNITS,
    SCALE,
    SEMANTIC,
    SIDES,
    TOGETHER,
    UNITS,
    strengths,
    wavelengths,
)
from model import NAMES, NEAR, PLACE, Parts
from prompts import END

# Of each long wave, so that the nearer of two places always counts more: found by linear programming over 140 places back, at
# 1,020 at most.
NEARER = (0.028, 0.029, 0.013, 0.385, 0.307, 0.238)


# The sum of the two marks below is under 0.1 at labels and 0.27 or more elsewhere, after the second layer's second norm. Of the step
# between them: its place, how steeply it rises, its height, and what is added at all places that are no label.
NEAR_ZERO, STEEP, STEP, NO_LABEL = 0.15, 60.0, 8.0, 2.0


def set_up(model, layers, tokenizer, recent=1200.0, bonus=1500.0, line=50.0, in_text=12.0, apart=400.0):
    """The network begins with what a prompt's structure asks for, and knows texts as the TextLayers do.

    First layer: one head finds the last `###` before each place, and notes where it stood; another looks at the token before, and
    whether it
    is a colon; a third whether there has been a colon since that `###`; the fourth looks two or three tokens back. Second: three
    heads look over the words of the own example, each word as its
    worth, and map what they see; the fourth finds the line break before the answer. A label is then what follows a colon in the
    answer's line. The last layer is left to `match`.
    """
    shape, parts = model.shape, Parts(model.shape.width)
    look_at, told, widen, narrow, worth, read, mapped, narrow_text, place = layers.level()
    words_end, head, mark = parts.words.stop, shape.width // shape.heads, parts.mark
    find, look = model.blocks[0], model.blocks[1]
    newline, end = tokenizer.encode(END)[:2]
    colon = tokenizer.encode("Message:")[-1]
    with torch.no_grad():
        table = model.tokens.weight
        table[:, parts.words] = SCALE * layers.normed(layers.table)
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
        spare = slice(SEMANTIC + SIDES + 1, words_end)
        for columns in (chosen, chosen + len(model.wavelengths)):
            model.places.weight[spare, columns] -= PLACE_SCALE * evenly(table[[newline, end, colon], spare])[:, None]
        model.places.weight[mark["end"], -1] = MARK  # the first place is where the first example begins
        for block in model.blocks:
            block.narrow.weight.zero_()
            block.out.weight[words_end:] = 0.0
            for part in (block.out.bias, block.widen.bias, block.narrow.bias):
                part.zero_()
            block.ln_1.weight[mark["constant"]], block.ln_1.bias[mark["constant"]] = 0.0, 1.0
        seen = F.layer_norm(table + model.position_table()[100], (shape.width,))
        pair = (seen[:, parts.place] ** 2).sum(1).mean() / (PLACE // 2)  # a wave's power after the norm
        rows = torch.arange(PLACE)
        # the head that finds where the own example began: the long waves tell what is nearer
        for matrix in (find.query.weight, find.key.weight):
            matrix[: 3 * head] = 0
            matrix[rows, parts.place.start + rows] = (recent / pair * torch.tensor([*NEARER, *[0.0] * NEAR]).repeat(2)).sqrt()
        find.query.weight[head - 1, mark["constant"]] = 1.0
        find.key.weight[head - 1, mark["end"]] = bonus / seen[end, mark["end"]]
        find.value.weight[: 3 * head] = 0
        find.value.weight[rows, parts.place.start + rows] = 1.0
        find.out.weight.zero_()
        find.out.weight[parts.began, :PLACE] = PLACE_SCALE / pair.sqrt() * torch.eye(PLACE)
        # the heads that look at what stood before a word: keys are turned on by some places
        for h, (distance, far, near), reads, writes in zip((1, 3), LOOKS_BACK, look_at, told):
            strength, angles, rest = (
                strengths(far, near).repeat(2).div(pair).sqrt(),
                turns * distance,
                slice(h * head + 1, (h + 1) * head),
            )
            turn = torch.cat(
                [
                    torch.cat([angles.cos().diag(), angles.sin().diag()], 1),
                    torch.cat([-angles.sin().diag(), angles.cos().diag()], 1),
                ]
            )
            for matrix in (find.query.weight, find.key.weight, find.value.weight):
                matrix[h * head : (h + 1) * head] = 0
            find.query.weight[h * head + rows, parts.place.start + rows] = strength
            find.key.weight[h * head : h * head + PLACE, parts.place] = strength[:, None] * turn
            find.value.weight[rest, parts.words] = reads
            find.out.weight[parts.words, rest] = writes
        find.value.weight[head, mark["constant"]], find.value.weight[head, mark["colon"]] = 1.0, -1 / seen[colon, mark["colon"]]
        find.out.weight[mark["after_other"], head] = MARK
        find.widen.weight[:UNITS] = 0
        find.widen.weight[:UNITS, parts.words], find.widen.bias[:UNITS], find.narrow.weight[parts.words, :UNITS] = (
            widen,
            layers.widen_bias,
            narrow,
        )
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
                matrix[h * head + rows, parts.began.start + rows] = (
                    (TOGETHER if h < shape.heads - 1 else apart) / (PLACE // 2) / pair
                ).sqrt()
            look.query.weight[last, mark["constant"]] = 1.0
            if h < shape.heads - 1:
                look.key.weight[last, parts.words] = worth[h]
        look.value.weight[: len(read), parts.words] = read
        look.out.weight[parts.words, : len(read)] = mapped.t()
        look.out.bias[parts.words] = place
        look.widen.weight[:POOLED_UNITS] = 0
        (
            look.widen.weight[:POOLED_UNITS, parts.words],
            look.widen.bias[:POOLED_UNITS],
            look.narrow.weight[parts.words, :POOLED_UNITS],
        ) = (layers.widen_text, layers.widen_text_bias, narrow_text)
        # the head that finds the answer's line: a line break, with a colon somewhere before it
        sample = torch.tensor([tokenizer.encode("Decide.\nMessage: one")])
        sample[0, -1] = newline
        unit = look.ln_1(find.learn(model.tokens(sample) + model.position_table()[: sample.shape[1]], shape.window))[
            0, -1, mark["newline"]
        ]
        # a text's words come after a colon: the description before the first example is not part of it
        sample[0, -1] = tokenizer.encode(" one")[0]
        after_colon = look.ln_1(find.learn(model.tokens(sample) + model.position_table()[: sample.shape[1]], shape.window))[
            0, -1, mark["since_colon"]
        ]
        for h in range(shape.heads - 1):
            look.key.weight[(h + 1) * head - 1, mark["since_colon"]] = in_text / after_colon
        last, first = shape.width - 1, (shape.heads - 1) * head
        # a line break alone, as after `###`, is not enough
        look.key.weight[last, mark["newline"]], look.key.weight[last, mark["since_colon"]] = line / unit, 1.6 * line / unit
        look.value.weight[first, mark["constant"]], look.value.weight[first, mark["newline"]] = 1.0, -1 / unit
        look.out.weight[mark["before_answer"], first] = MARK
        # two units of the perceptron say whether a place is a label, evenly everywhere: both marks are about zero there, and there only
        marks, units = [mark["after_other"], mark["before_answer"]], torch.tensor([POOLED_UNITS, POOLED_UNITS + 1])
        look.widen.weight[units] = 0
        look.widen.weight[units[:, None], torch.tensor(marks)] = STEEP
        look.widen.bias[units] = -STEEP * NEAR_ZERO - torch.tensor([0.0, STEP])
        look.narrow.weight[mark["end"], units] = NO_LABEL / STEP * torch.tensor([1.0, -1.0])


def evenly(vectors):
    """Numbers [size] that add up to one and are orthogonal to each of `vectors` [count, size].

    With them a place's own sum is taken back among the words' dimensions: the norm takes the mean away, and marks would seem to differ
    by place. Orthogonal to the tokens that places are found by, or the norm would divide their marks by more at some places: half a
    percent is enough for the wrong colon to be found.
    """
    basis = torch.linalg.qr(vectors.t()).Q
    rest = torch.ones(vectors.shape[1]) - basis @ basis.sum(0)
    return rest / rest.sum()


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


def match(model, prompts, likeness, sharpness=(0.5, 1.0, 2.0), others=8.0, copying=120.0, focus=60.0):
    """The last, far-seeing layer begins by looking at examples that resemble the text, and copies their labels.

    The first heads compare what the sentence encoder would say of the texts, each with its own part of `likeness`, the sharpness that the
    text layers were taught with. A label's own word is part of what stands at it, so a name that fits the text counts too. The last head
    compares the dimensions after these, sides first. Only the names of tokens are copied, where words do not blur them.
    """
    shape, block, parts = model.shape, model.blocks[-1], Parts(model.shape.width)
    head, no_label = shape.width // shape.heads, parts.mark["end"]
    asked, stood, lengths = examples_statistics(model, prompts)
    with torch.no_grad():
        block.value.weight.zero_(), block.out.weight.zero_()
        for h in range(shape.heads):
            rows, last = slice(h * head, (h + 1) * head - 1), (h + 1) * head - 1
            is_meaning = h < len(sharpness)
            compared = slice(0, SEMANTIC) if is_meaning else slice(SEMANTIC, min(parts.words.stop, SEMANTIC + head - 1))
            count = compared.stop - compared.start
            of_query, of_key = (
                (some[:, compared] - middle[compared]).pow(2).sum(1).mean()
                for some, middle in ((lengths[0], asked), (lengths[1], stood))
            )
            strength = torch.as_tensor(sharpness[h] * likeness if is_meaning else others / (of_query * of_key).sqrt()) ** 0.5
            for matrix, middle in ((block.query.weight, asked), (block.key.weight, stood)):
                matrix[rows] = 0.0
                matrix[h * head + torch.arange(count), torch.arange(compared.start, compared.stop)] = strength
                if not is_meaning:
                    matrix[h * head : h * head + count, parts.mark["constant"]] = -strength * middle[compared]
            block.query.weight[last], block.query.weight[last, parts.mark["constant"]] = 0.0, 1.0
            block.key.weight[last], block.key.weight[last, no_label] = 0.0, -focus / asked[no_label]
            block.value.weight[h * head : h * head + NAMES, parts.name] = torch.eye(NAMES)
            block.out.weight[parts.name, h * head : h * head + NAMES] = copying / shape.heads * NAME_SCALE * torch.eye(NAMES)


def examples_statistics(model, prompts):
    """Means [width] of the states where answers begin and of those at labels, and the states of both."""
    kept = [[], []]
    with torch.no_grad():
        for ids, ends in prompts:
            x = model.blocks[-1].ln_1(model.first_layers(torch.tensor([ids])))[0]
            places = torch.tensor([place for place, _ in ends])
            kept[0].append(x[places]), kept[1].append(x[places + 1])
    states = [torch.cat(some) for some in kept]
    return states[0].mean(0), states[1].mean(0), states
