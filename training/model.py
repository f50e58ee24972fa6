"""GPT-Neo in PyTorch: the network that config.json describes, for training and for export.

Pre-LN blocks, query/key/value without bias, no 1/sqrt(d), gelu_new, tied embeddings. While it learns, positions are a linear map
of fixed sine waves (and one row of its own for the first place), so that places seldom seen get sensible values; `position_table`
is the plain learned table that GPT-Neo has.
@see https://huggingface.co/docs/transformers/model_doc/gpt_neo
"""
import math
from dataclasses import asdict, dataclass

import torch
import torch.nn as nn
import torch.nn.functional as F

WAVES, NEAR, NAMES = 6, 4, 32
MARKS = ("after_other", "before_answer", "since_colon", "colon", "newline", "end", "constant")
PLACE = 2 * (WAVES + NEAR)
OTHERS = 2 * PLACE + NAMES + len(MARKS)  # dimensions of the width that do not hold words
HIDDEN = -1e9  # added to attention scores of places that must not be seen


@dataclass(frozen=True)
class Shape:
    """The numbers that decide the network. `attention` names each layer's kind in turn, repeated as often as needed."""

    vocab: int
    width: int = 224
    heads: int = 4
    layers: int = 3
    positions: int = 1024
    window: int = 128
    attention: tuple = ("global", "local")

    def kinds(self):
        return [self.attention[n % len(self.attention)] for n in range(self.layers)]

    def as_dict(self):
        return {**asdict(self), "attention": list(self.attention)}

    @staticmethod
    def from_dict(values):
        return Shape(**{**values, "attention": tuple(values["attention"])})


class Parts:
    """What each dimension of the width begins as. Words come first; the rest says where a word stands and which token it is.

    `place`: sines and cosines of the place, WAVES long wavelengths and NEAR short ones, which tell neighbours apart; `began`: the
    same, of
    the place where the own example began; `name`: a random code of the token, from which a copied label is known again; then MARKS, one
    dimension each. The constant lets queries and keys have a bias.
    """

    def __init__(self, width):
        self.words = slice(0, width - OTHERS)
        end = self.words.stop
        for name, size in (("place", PLACE), ("began", PLACE), ("name", NAMES)):
            setattr(self, name, slice(end, end + size))
            end += size
        self.mark = {name: end + n for n, name in enumerate(MARKS)}


def gelu_new(x):
    """As `F.gelu(x, approximate="tanh")`, in the one form of many that ONNX Runtime knows and runs as a single step."""
    return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * torch.pow(x, 3))))


class Reshaped(torch.autograd.Function):
    """`reshape` whose zeros stand for the input's own sizes, and -1 for what is left: exported as one step, where a size read off
    the input would cost several."""

    @staticmethod
    def forward(context, x, sizes):
        context.shape = x.shape
        return x.reshape([size or x.shape[n] for n, size in enumerate(sizes)])

    @staticmethod
    def backward(context, gradient):
        return gradient.reshape(context.shape), None

    @staticmethod
    def symbolic(g, x, sizes):
        return g.op("Reshape", x, g.op("Constant", value_t=torch.tensor(sizes)))


class Block(nn.Module):
    """One layer: attention (over everything before, or over a window), then a perceptron."""

    def __init__(self, shape, kind):
        super().__init__()
        width = shape.width
        self.ln_1, self.ln_2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.query, self.key, self.value = (nn.Linear(width, width, bias=False) for _ in range(3))
        self.out = nn.Linear(width, width)
        self.widen, self.narrow = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.heads, self.is_local = shape.heads, kind == "local"

    def forward(self, x, mask, past=None, kept=None):
        """New tokens after a past; only the last `kept` of them are worked out to the end (0 = all), keys and values of every one."""
        y = self.ln_1(x)
        key, value, answers = self.key(y), self.value(y), y
        if kept is not None:
            answers, x, mask = y[:, -kept:], x[:, -kept:], mask[:, :, -kept:]
        split = lambda y: Reshaped.apply(y, (0, 0, self.heads, -1)).transpose(1, 2)
        query, key, value = split(self.query(answers)), split(key), split(value)
        if past is not None:
            key, value = torch.cat([past[0], key], 2), torch.cat([past[1], value], 2)
        near = slice(-mask.shape[3], None) if self.is_local else slice(None)  # what lies before the window is not looked at
        seen = (query @ key[:, :, near].transpose(-1, -2) + mask).softmax(-1) @ value[:, :, near]
        x = x + self.out(Reshaped.apply(seen.transpose(1, 2), (0, 0, -1)))
        return x + self.narrow(gelu_new(self.widen(self.ln_2(x)))), key, value

    def learn(self, x, window):
        """The layer over a whole batch that starts at position 0: [batch, length, width]."""
        y = self.ln_1(x)
        parts = F.linear(y, torch.cat([self.query.weight, self.key.weight, self.value.weight])).chunk(3, -1)
        query, key, value = (part.unflatten(-1, (self.heads, -1)).transpose(1, 2) for part in parts)
        length = key.shape[2]
        if self.is_local and length > 2 * window:
            seen = look_back(query, key, value, window)
        else:
            distance = torch.arange(length)[:, None] - torch.arange(length)
            hidden = (distance < 0) | (distance >= window) if self.is_local else distance < 0
            seen = (query @ key.transpose(-1, -2)).masked_fill(hidden, HIDDEN).softmax(-1) @ value
        x = x + self.out(seen.transpose(1, 2).flatten(2))
        return x + self.narrow(F.gelu(self.widen(self.ln_2(x)), approximate="tanh"))


def at(x, places):
    """[batch, length, width] at places [batch, answers]."""
    return x.gather(1, places[:, :, None].expand(-1, -1, x.shape[2]))


def look_back(query, key, value, window):
    """Attention over the last `window` places, worked out in blocks of that size: [batch, heads, length, size] each."""
    length = query.shape[2]
    blocks = -(-length // window)
    split = lambda y: F.pad(y, (0, 0, 0, blocks * window - length)).unflatten(2, (blocks, window))
    query, key, value = split(query), split(key), split(value)
    back = lambda y: torch.cat([F.pad(y, (0, 0, 0, 0, 1, 0))[:, :, :-1], y], 3)
    distance = torch.arange(window)[:, None] + window - torch.arange(2 * window)
    hidden = ((distance < 0) | (distance >= window)).repeat(blocks, 1, 1)
    hidden[0, :, :window] = True
    seen = (query @ back(key).transpose(-1, -2)).masked_fill(hidden, HIDDEN).softmax(-1) @ back(value)
    return seen.flatten(2, 3)[:, :, :length]


class GPTNeo(nn.Module):
    """The whole network. `first_layers` serves training; `forward` is what the export traces."""

    def __init__(self, shape, waves=96):
        super().__init__()
        self.shape = shape
        self.tokens = nn.Embedding(shape.vocab, shape.width)
        self.wavelengths = torch.logspace(math.log10(6.0), math.log10(2.0 * shape.positions), waves // 2)
        first = F.one_hot(torch.tensor(0), shape.positions).float()[:, None]
        self.register_buffer("waves", torch.cat([sine_waves(shape.positions, self.wavelengths), first], 1), persistent=False)
        self.places = nn.Linear(waves + 1, shape.width, bias=False)
        self.blocks = nn.ModuleList(Block(shape, kind) for kind in shape.kinds())
        self.ln_f, self.table = nn.LayerNorm(shape.width), None
        self.reset()

    def reset(self, std=0.02):
        for parameter in self.parameters():
            if parameter.dim() > 1:
                nn.init.normal_(parameter, std=std)
        nn.init.normal_(self.places.weight, std=1e-3)  # a bag of words first, order later: learns faster from little data

    def position_table(self):
        return self.places(self.waves) if self.table is None else self.table

    def frozen(self):
        """A copy for export, with the position table stored as GPT-Neo has it: one learned row a position."""
        if self.table is not None:
            return self.eval()
        copy = GPTNeo(self.shape)
        copy.load_state_dict(self.state_dict())
        copy.table = nn.Parameter(self.position_table().detach())
        copy.places.requires_grad_(False)
        return copy.eval()

    def first_layers(self, ids):
        """[batch, length] of token ids that start at position 0 -> what the last layer reads, [batch, length, width]."""
        x = self.tokens(ids) + self.position_table()[: ids.shape[1]]
        for block in self.blocks[:-1]:
            x = block.learn(x, self.shape.window)
        return x

    def logits(self, states):
        return F.linear(states, self.tokens.weight)

    def forward(self, input_ids, attention_mask, position_ids, past, num_logits_to_keep):
        """The exported run: new tokens after `past` (a flat list of keys and values).

        Gives logits of the last tokens only (0 = all), the states that logits are made of, the embeddings of the new tokens, and present
        keys and values. Below zero: states of so many tokens, and logits of none: whoever asks for a few tokens' logits only multiplies
        states by these tokens' embeddings, and the large table of all tokens is left alone.
        """
        present, kept = [], num_logits_to_keep.abs()
        embeddings = self.tokens(input_ids)
        states = self.states(embeddings, attention_mask, position_ids, past, present, kept)
        skipped = (kept - num_logits_to_keep) // 2  # none of the states, or all of them
        return (self.logits(states[:, skipped:]), states, embeddings, *present)

    def states(self, embeddings, attention_mask, position_ids, past, present=None, kept=None):
        """States of new tokens after `past`: [batch, new, width], or the last `kept` of them; new keys and values are appended to
        `present`."""
        length, total = embeddings.shape[1], attention_mask.shape[1]
        x = embeddings + F.embedding(position_ids, self.position_table())
        distance = (torch.arange(length) + (total - length))[:, None] - torch.arange(total)
        seen = (distance >= 0) & (attention_mask == 1)[:, None, None]
        hidden, reach = torch.tensor(HIDDEN), self.shape.window - 1 + length
        far = torch.where(seen, torch.tensor(0.0), hidden)
        near = torch.where(distance[:, -reach:] < self.shape.window, far[..., -reach:], hidden)
        for n, block in enumerate(self.blocks):
            is_last = n == len(self.blocks) - 1
            x, key, value = block(x, near if block.is_local else far, past[2 * n : 2 * n + 2], kept if is_last else None)
            if present is not None:
                present += [key, value]
        return self.ln_f(x)

    def no_past(self, batch=1):
        size = self.shape.width // self.shape.heads
        return [torch.zeros(batch, self.shape.heads, 0, size) for _ in range(2 * self.shape.layers)]

    def run(self, ids, past=None, keep=0):
        """One sequence of ids through the exported path: logits [kept, vocab] and present key/values."""
        past = past or self.no_past()
        before = past[0].shape[2]
        total = before + len(ids)
        with torch.no_grad():
            logits, _, _, *present = self(
                torch.tensor([ids]),
                torch.ones(1, total, dtype=torch.long),
                torch.arange(before, total)[None],
                past,
                torch.tensor(keep),
            )
        return logits[0], present


def sine_waves(positions, wavelengths):
    """Sines, then cosines, of these wavelengths at each position: [positions, 2 * wavelengths]."""
    angles = torch.arange(positions)[:, None] * (2 * math.pi / wavelengths)[None, :]
    return torch.cat([angles.sin(), angles.cos()], 1)
