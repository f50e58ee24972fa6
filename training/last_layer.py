"""The last layer, learned while the layers before it, its keys and what it copies stay as they are: how sharply each head compares a
text with examples, how sure of an answer the network is, and what a text says by itself.

How loudly heads copy is not learned. What can be told without examples would turn them down, and labels that only examples explain would
be lost: with the labels A, B and C the network was right for 0.93 of the requests before, and for 0.79 after.

Only what stands at labels and where answers begin is looked at, so thousands of prompts are kept in memory and read several times.
"""
import math
import random
import time

import torch
import torch.nn.functional as F

from model import HIDDEN, Parts, at
from prompts import padded
from wiring import NO_LABEL

RATE, HEAD_RATE, DROP, WARM_UP_STEPS = 1e-4, 5e-3, 0.1, 50  # of the perceptron and the last norm; of sharpness and sureness
OTHER_TOKENS = 2000  # drawn beside the right ones for the loss of the next token
DIRECT = 0.5  # how much the likeness of a text's own state and a label's word counts beside what is copied from examples
TEACHER_SHARE = 0.7  # the linear model's part in what a text's side is said to be


def collect(model, batches):
    """What the last layer reads of each batch of prompts, a list of (answers, labels, seen, batch).

    States where answers begin [prompts, answers, width]; states at labels [prompts, labels, width]; which labels each answer may look
    at [prompts, answers, labels].
    """
    no_label = Parts(model.shape.width).mark["end"]
    kept = []
    for batch in batches:
        ids, places = padded(batch)
        with torch.no_grad():
            x = model.first_layers(ids)
        is_label = x[..., no_label] < NO_LABEL / 2
        for row, (prompt, _) in enumerate(batch):
            is_label[row, len(prompt) :] = False
        most = max(1, int(is_label.sum(1).max()))
        labels = is_label.long().topk(most, 1).indices.sort(1).values
        seen = is_label.gather(1, labels)[:, None, :] & (labels[:, None, :] <= places[:, :, None])
        kept.append((at(x, places).half(), at(x, labels).half(), seen, batch))
    return kept


class LastLayer(torch.nn.Module):
    """The parts of the last layer that are learned: a number for each head, one for all logits, the perceptron, and the norm before
    the output."""

    def __init__(self, model):
        super().__init__()
        block, self.model = model.blocks[-1], [model]
        self.sharpness = torch.nn.Parameter(torch.zeros(model.shape.heads))
        self.sureness = torch.nn.Parameter(torch.tensor(0.0))
        copy = lambda part: torch.nn.Parameter(part.detach().clone())
        self.widen, self.widen_bias, self.narrow, self.narrow_bias = map(
            copy, (block.widen.weight, block.widen.bias, block.narrow.weight, block.narrow.bias)
        )
        self.norm, self.norm_bias = copy(model.ln_f.weight), copy(model.ln_f.bias)
        self.parts = torch.ones(model.shape.width)
        self.parts[Parts(model.shape.width).words] = DIRECT

    def gains(self):
        """The weights of the norm before the output, [width]."""
        return self.norm * self.parts * self.sureness.exp()

    def queries(self):
        """The query matrix [width, width], each head sharpened; a head's last row finds labels, and stays as it is."""
        query, heads = self.model[0].blocks[-1].query.weight.detach(), len(self.sharpness)
        scale = self.sharpness.exp()[:, None].repeat(1, len(query) // heads)
        return query * torch.cat([scale[:, :-1], torch.ones(heads, 1)], 1).view(-1, 1)

    def forward(self, answers, labels, seen):
        """States where answers begin, [prompts, answers, width]."""
        block, heads, width = self.model[0].blocks[-1], len(self.sharpness), answers.shape[-1]
        y, z = block.ln_1(answers), block.ln_1(labels)
        split = lambda part: part.unflatten(-1, (heads, -1)).transpose(1, 2)
        scores = split(F.linear(y, self.queries())) @ split(block.key(z)).transpose(-1, -2)
        nothing = ~seen.any(-1)  # no example before: whatever is copied is no label
        shares = scores.masked_fill(~seen[:, None], HIDDEN).softmax(-1) * (~nothing)[:, None, :, None]
        copied = shares @ split(block.value(z))
        x = answers + F.linear(copied.transpose(1, 2).flatten(2), block.out.weight, block.out.bias)
        h = F.gelu(F.linear(block.ln_2(x), self.widen, self.widen_bias), approximate="tanh")
        x = x + F.linear(F.dropout(h, DROP, self.training), self.narrow, self.narrow_bias)
        return F.layer_norm(x, (width,), self.gains(), self.norm_bias)

    def put_back(self):
        """Writes what was learned into the model."""
        model, block = self.model[0], self.model[0].blocks[-1]
        with torch.no_grad():
            block.query.weight.copy_(self.queries())
            block.widen.weight.copy_(self.widen), block.widen.bias.copy_(self.widen_bias)
            block.narrow.weight.copy_(self.narrow), block.narrow.bias.copy_(self.narrow_bias)
            model.ln_f.weight.copy_(self.gains()), model.ln_f.bias.copy_(self.norm_bias)


def fit(model, kept, say, epochs, seed):
    """Learns the last layer from what `collect` kept, and writes it into the model."""
    layer, chance, began = LastLayer(model), random.Random(seed), time.time()
    torch.manual_seed(seed)
    few = [layer.sharpness, layer.sureness]
    others = [part for part in layer.parameters() if all(part is not one for one in few)]
    groups = [{"params": few, "lr": HEAD_RATE, "weight_decay": 0}, {"params": others, "lr": RATE, "weight_decay": 0.02}]
    optimizer, table = torch.optim.AdamW(groups, betas=(0.9, 0.98)), model.tokens.weight.detach()
    peaks, steps, step = [group["lr"] for group in optimizer.param_groups], epochs * len(kept), 0
    layer.train()
    for epoch in range(epochs):
        chance.shuffle(kept)
        seen = []
        for answers, labels, may, batch in kept:
            loss, choice, right = batch_loss(table, layer(answers.float(), labels.float(), may), batch)
            for group, peak in zip(optimizer.param_groups, peaks):
                group["lr"] = peak * min(1, (step + 1) / WARM_UP_STEPS) * (1 - step / steps)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(layer.parameters(), 1.0)
            optimizer.step()
            step += 1
            if not math.isnan(choice):
                seen.append((choice, right))
        mean = [sum(column) / len(column) for column in zip(*seen)]
        say(
            f"last layer, {epoch + 1} of {epochs}, {time.time() - began:.0f} s: loss of the choice {mean[0]:.3f}, right {mean[1]:.3f}"
        )
    layer.put_back()


def batch_loss(table, states, batch):
    """Loss at the answers only: which of the task's labels is right, and, with less weight, the next token among some thousands.

    `table` holds the token embeddings, `states` what the network says where answers begin, [batch, answers, width].
    Gives also the mean loss of the choice and how often it was right.
    """
    targets = [target for _, some in batch for target in some]
    known = torch.tensor([k < len(some) for _, some in batch for k in range(states.shape[1])])
    wanted, weight = torch.tensor([target[1] for target in targets]), torch.tensor([target[2] for target in targets])
    starts = torch.tensor([start for _, _, _, starts, _ in targets for start in starts], dtype=torch.long)
    columns = torch.cat([wanted, starts, torch.randint(len(table), (OTHER_TOKENS,))]).unique()
    number = torch.full((len(table),), -1, dtype=torch.long)
    number[columns] = torch.arange(len(columns))
    logits = F.linear(states.flatten(0, 1)[known], table[columns])
    loss = (F.cross_entropy(logits, number[wanted], reduction="none") * weight).sum()
    choices = [(k, target[3], target[3].index(target[1]), target[4]) for k, target in enumerate(targets) if len(target[3]) > 1]
    if not choices:
        return loss / weight.sum(), math.nan, math.nan
    most = max(len(starts) for _, starts, *_ in choices)
    some = number[torch.tensor([[*starts, *[starts[0]] * (most - len(starts))] for _, starts, *_ in choices])]
    spare = torch.tensor([[k >= len(starts) for k in range(most)] for _, starts, *_ in choices])
    scores = logits[torch.tensor([k for k, *_ in choices])].gather(1, some).masked_fill(spare, -1e9)
    right = torch.tensor([n for _, _, n, _ in choices])
    right_shares = F.one_hot(right, most).float()
    judged = [(row, opinion) for row, (*_, opinion) in enumerate(choices) if opinion]
    if judged:
        opinions = torch.tensor([[*opinion, *[0.0] * (most - len(opinion))] for _, opinion in judged])
        rows = torch.tensor([row for row, _ in judged])
        right_shares[rows] = (1 - TEACHER_SHARE) * right_shares[rows] + TEACHER_SHARE * opinions
    choice = -(right_shares * scores.log_softmax(1)).sum(1).mean()
    return choice + loss / len(choices), choice.item(), (scores.argmax(1) == right).float().mean().item()
