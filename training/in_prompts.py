"""The first two layers taught once more, inside prompts: there they shall say of each text what they say of it alone, and what the
sentence encoder says.

`set_up` writes text layers into the network, which knows texts alone. In a prompt, words of other examples, names of inputs and marks of
places mix in. Each figure of likeness that the last layer compares then has noise of its own, and now and then a label is not found.
"""
import random
import time
from dataclasses import dataclass

import torch
import torch.nn.functional as F

import words
from model import Parts
from prompts import END, alike
from text_layers import NAME_SHARE, POOLED_UNITS, SEMANTIC, UNITS, whole_words
from wiring import NEAR_ZERO

STEPS, PROMPTS, LONGEST, LONGEST_TEXT = 1000, 12, 400, 60  # steps; prompts a step; tokens of a prompt and of a text
RATE, WARM_UP_STEPS = 5e-4, 20
SHARPNESS = 12.0  # of the encoder's likenesses, as in the text layers
MARGIN = 0.08  # the marks of places stay so far away from `NEAR_ZERO`: below it at labels, above it elsewhere
ALIKE, ALONE, MARKED = 2.0, 1.0, 20.0  # weights of the encoder's opinion, of what the text layers say alone, and of the marks
EXAMPLES = (1, 2, 3, 4, 6, 8, 12)  # of a prompt
FITTING, CHOICES = 0.5, 16  # share of labels that fit their text: the best of so many words by the encoder


@dataclass
class Learned:
    """A parameter, the part of it that is learned (1 there, else 0), and the axis over which its mean is held at zero: the norms take
    a mean over the width away, and the marks of places would move with it."""

    parameter: torch.nn.Parameter
    mask: torch.Tensor
    axis: int

    def settle(self):
        counts = self.mask.sum(self.axis, keepdim=True).clamp(min=1)
        self.parameter -= self.mask * (self.parameter * self.mask).sum(self.axis, keepdim=True) / counts


def learned_parts(model):
    """What the first two layers read of words and add to them. How they find places stays as it is."""
    parts, size = Parts(model.shape.width), model.shape.width // model.shape.heads
    second, last = slice(size, 2 * size), slice(3 * size, 4 * size)

    def learned(parameter, axis, *places):
        mask = torch.zeros_like(parameter)
        for place in places:
            mask[place] = 1.0
        return Learned(parameter, mask, axis)

    found = []
    for block, units, heads in zip(model.blocks, (UNITS, POOLED_UNITS), ((second, last), (slice(0, 3 * size),))):
        found += [
            learned(block.value.weight, 1, *((head, parts.words) for head in heads)),
            learned(block.out.weight, 0, *((parts.words, head) for head in heads)),
            learned(block.out.bias, 0, (parts.words,)),
            learned(block.widen.weight, 1, (slice(0, units), parts.words)),
            learned(block.narrow.weight, 0, (parts.words, slice(0, units))),
        ]
    return found


@dataclass
class Drawn:
    """Prompts as ids [prompts, length], their lengths, and of each example: its prompt, its answer's place (the label's is the next), the
    number of its text, its ids alone, and its label's token."""

    ids: torch.Tensor
    lengths: torch.Tensor
    prompts: torch.Tensor
    answers: torch.Tensor
    texts: torch.Tensor
    alone: list
    labels: list


def draw(known, encode, common, chance):
    """PROMPTS prompts of texts that the encoder read, each with a word as its label."""
    descriptions = words.SENTIMENT_DESCRIPTIONS + words.INTENT_DESCRIPTIONS + words.EMOTION_DESCRIPTIONS
    prompts, rows, end = [], [], encode(END)
    for k in range(PROMPTS):
        ids = encode(chance.choice(descriptions) + "\n") if chance.random() < 0.9 else []
        source, answer = chance.choice(words.INPUTS), chance.choice(words.SENTIMENT_OUTPUTS + words.LABEL_OUTPUTS)
        if chance.random() < 0.3:
            source, answer = "Message", "Sentiment"
        for _ in range(chance.choice(EXAMPLES)):
            n, choices = chance.randrange(len(known["texts"])), chance.sample(
                common, CHOICES if chance.random() < FITTING else 1
            )
            label = choices[int((known["tokens"][choices] @ known["vectors"][n]).argmax())]
            text = encode(f" {known['texts'][n][:300]}")[:LONGEST_TEXT]
            alone = encode(f"{source}:") + text + encode(f"\n{answer}:")
            if len(ids) + len(alone) + len(end) >= LONGEST:
                break
            ids = ids + alone
            rows.append((k, len(ids) - 1, n, alone, label))
            ids = ids + [label] + end
        prompts.append(ids)
    lengths = torch.tensor([len(ids) for ids in prompts])
    filled = torch.tensor([ids + [0] * (int(lengths.max()) - len(ids)) for ids in prompts])
    where, answers, texts, alone, labels = zip(*rows)
    return Drawn(filled, lengths, torch.tensor(where), torch.tensor(answers), torch.tensor(texts), list(alone), list(labels))


def prompt_losses(model, layers, known, drawn):
    """(likeness, cosine to the encoder, distance to the text layers alone, how far marks are on the wrong side): four numbers."""
    parts, marks = Parts(model.shape.width), {}
    hook = model.blocks[1].ln_2.register_forward_hook(lambda _, __, out: marks.update(seen=out))
    x = model.first_layers(drawn.ids)
    hook.remove()
    with torch.no_grad():
        alone = layers.states(drawn.alone + [ids + [label] for ids, label in zip(drawn.alone, drawn.labels)])
        alone = alone / layers.spread(1, alone)
    where, answers, count = drawn.prompts, drawn.answers, len(drawn.labels)
    states = model.blocks[-1].ln_1(torch.cat([x[where, answers], x[where, answers + 1]]))[:, parts.words]
    texts = known["vectors"][drawn.texts]
    examples = F.normalize(texts + NAME_SHARE * known["tokens"][torch.tensor(drawn.labels)], dim=1)
    compared = states[:, :SEMANTIC]
    scores = layers.sharpness.detach().exp() * compared[:count] @ compared[count:].t()
    target = (SHARPNESS * texts @ examples.t()).softmax(1)
    likeness = -(target * (scores.log_softmax(1) - target.clamp(min=1e-9).log())).sum(1).mean()
    cosine = F.cosine_similarity(compared, torch.cat([texts, examples])).mean()
    distance = (states - alone).pow(2).mean() / alone.pow(2).mean()
    found = marks["seen"][..., [parts.mark["after_other"], parts.mark["before_answer"]]].sum(-1)
    real = torch.arange(drawn.ids.shape[1]) < drawn.lengths[:, None]
    is_label = torch.zeros_like(real)
    is_label[where, answers + 1] = True
    # a sum over the other places, not a mean: one of them taken for a label is as bad as a label that is missed
    beyond = (
        F.relu(found[is_label].abs() - (NEAR_ZERO - MARGIN)).sum() + F.relu(NEAR_ZERO + MARGIN - found[real & ~is_label]).sum()
    ) / count
    return likeness, cosine, distance, beyond


def teach_in_prompts(model, layers, tokenizer, known, say, steps=STEPS, seed=7):
    """Teaches a network that `set_up` wrote. `known` is what `meanings.texts_and_tokens` gives, `layers` the text layers."""
    chance, encode, began, common = random.Random(seed), alike(tokenizer), time.time(), whole_words(tokenizer)
    learned, seen = learned_parts(model), []
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    for one in learned:
        one.parameter.requires_grad_(True)
    optimizer = torch.optim.Adam([one.parameter for one in learned], lr=RATE, betas=(0.9, 0.98))
    for step in range(steps):
        likeness, cosine, distance, beyond = prompt_losses(model, layers, known, draw(known, encode, common, chance))
        loss = ALIKE * (likeness + 1 - cosine) + ALONE * distance + MARKED * beyond
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1, (step + 1) / WARM_UP_STEPS) * (1 - step / steps)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        for one in learned:
            one.parameter.grad *= one.mask
        optimizer.step()
        with torch.no_grad():
            for one in learned:
                one.settle()
        seen.append((likeness.item(), cosine.item(), distance.item(), beyond.item()))
        if step % 50 == 49 or step in (0, steps - 1):
            mean = [sum(column) / len(column) for column in zip(*seen)]
            say(
                f"in prompts, step {step + 1} of {steps}, {time.time() - began:.0f} s: likeness {mean[0]:.3f}, "
                f"cosine to the encoder {mean[1]:.3f}, distance to texts alone {mean[2]:.3f}, marks {mean[3]:.5f}"
            )
            seen = []
    for parameter in model.parameters():
        parameter.requires_grad_(True)
