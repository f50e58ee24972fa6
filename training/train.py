"""Trains the built-in model: tokenizer, word vectors, single texts, whole prompts, then a slow end. Resumes where it stopped.

python3 training/train.py DATA_FOLDER RUN_FOLDER [--tokens 9.4e6]
"""
import argparse
import json
import math
import os
import random
import re
import sys
import time
from types import SimpleNamespace

import torch
import torch.nn.functional as F

import review_phrases
import words
from pooled_text import Bags, teach_embeddings, wavelengths, word_vectors
from data import CHECK_FILES, TRAIN_FILES, Data, check_files
from model import OTHERS, GPTNeo, Parts, Shape
from prompts import END, Prompts
from wiring import example_prompt, match, set_up
from tasks import LESS_NEUTRAL, PEOPLE, TaskMaker
from side_teacher import teacher
from tokenizer import Tokenizer

# glibc hands large blocks back and asks for them anew at each step; keeping them makes a step twice as fast.
ALLOCATOR = {"MALLOC_MMAP_THRESHOLD_": str(8 << 30), "MALLOC_TRIM_THRESHOLD_": str(16 << 30), "MALLOC_TOP_PAD_": str(256 << 20), "OMP_WAIT_POLICY": "passive"}
VOCABULARY, PIECES = 24000, 2500
SINGLES, DECAY, LAST = 0.03, 0.40, 0.10  # shares of the tokens: single texts at the start, falling rate at the end, and the very end
RATE, SLOW, WARM_UP_STEPS = 2.5e-4, 0.1, 100
BATCH_TOKENS = 4096
SECOND_OPINION = 0.85  # the linear model's part in what a text's side is said to be
AVERAGE = 0.998  # of the weights, kept over the steps; the averaged weights are what is exported
LENGTHS = ((0.0, 128), (0.25, 256), (0.5, 512), (0.7, 1024))  # longest prompt from this share of the prompts stage on


def corpus(data):
    """Texts with their weights for the tokenizer and the word vectors: training rows only."""
    rows = [(text, 1) for text, _ in data.emotions("train")]
    for name in ("tweets", "amazonReviewSnippets"):
        rows += [(text, 2) for text, _ in data.rated(name, 0.0, 5)]
    rows += [(text, 1) for texts in data.intents().values() for text in texts]
    rows += [(text, 1) for text, _ in data.spam()] + [(text, 1) for text, _ in data.toxic()]
    rows += [(side, 1) for pair in data.french()[:2500] for side in pair]
    return rows


def own_words():
    """The project's lists, so that its words and the names in prompts are whole tokens."""
    sided = [words.POSITIVE, words.NEGATIVE, words.POSITIVE_NOUNS, words.NEGATIVE_NOUNS, words.POSITIVE_VERBS, words.NEGATIVE_VERBS]
    rows = [(f" {word}", 40) for some in sided for word in some] + [(f" {word}", 10) for some in (words.THINGS, words.PEOPLE, words.ARBITRARY) for word in some] + [(f" {form}", 40) for term in words.IDENTITIES for form in {term, term.lower(), term.capitalize()}] + [(f" {number}", 40) for number in words.TENS + words.UNITS]
    labels = [word for some in words.SENTIMENT_WORDS for word in some] + [word for some in words.EMOTION_WORDS.values() for word in some]
    labels += [word for table in (words.SUPPORT_WORDS, words.TOPIC_WORDS) for some in table.values() for word in some]
    rows += [(f" {label}", 60) for label in labels] + [(f" {label}", 60) for pair in words.SPAM_WORDS + words.TOXIC_WORDS for label in pair]
    rows += [(f"{name}:", 100) for name in words.INPUTS + words.SENTIMENT_OUTPUTS + words.LABEL_OUTPUTS + ["Emotion", "Spam", "Toxic", "English", "French"]]
    rows += [(f" {word}", 10) for word in {word for said in review_phrases.ALL for piece in said for word in re.sub(r"{\w+}", " ", piece).split()}]
    some = [words.SENTIMENT_DESCRIPTIONS, words.EMOTION_DESCRIPTIONS, words.INTENT_DESCRIPTIONS, words.SPAM_DESCRIPTIONS, words.TOXIC_DESCRIPTIONS, words.NEGATIVE_PHRASES, words.POSITIVE_PHRASES, words.NEUTRAL_PHRASES]
    return rows + [(text, 4) for texts in some for text in texts] + [("\n###\n", 1000)]


def learn_tokenizer(data):
    lexicon = [(f" {word}", 15) for word, _ in data.lexicon()]
    return Tokenizer.learn(corpus(data) + own_words() + lexicon, VOCABULARY, PIECES)


class Stream:
    """Batches of prompts of about equal length, each with at most `size` tokens, padding included."""

    def __init__(self, prompts, chance):
        self.prompts, self.chance, self.waiting = prompts, chance, []

    def next(self, stage, longest, size):
        if not self.waiting or self.waiting[0] != (stage, longest, size):
            make = self.prompts.single if stage == "singles" else lambda: self.prompts.whole(longest)
            drawn = (make() for _ in range(1024 if stage == "singles" else 256))
            pool = sorted((prompt for prompt in drawn if prompt[1]), key=lambda prompt: len(prompt[0]))
            batches, batch = [], []
            for prompt in pool:
                if batch and (len(batch) + 1) * len(prompt[0]) > size:
                    batches.append(batch)
                    batch = []
                batch.append(prompt)
            batches.append(batch)
            self.chance.shuffle(batches)
            self.waiting = [(stage, longest, size), *batches]
        batch = self.waiting.pop()
        if len(self.waiting) == 1:
            self.waiting = []
        return batch


def batch_loss(model, batch):
    """Loss at the answers only: which of the task's labels is right, and, with less weight, the next token among all.

    Gives also the mean loss of the choice and how often it was right.
    """
    longest = max(len(ids) for ids, _ in batch)
    padded = torch.tensor([ids + [0] * (longest - len(ids)) for ids, _ in batch])
    most = max(len(some) for _, some in batch)
    places = torch.tensor([[target[0] for target in some] + [0] * (most - len(some)) for _, some in batch])
    targets = [target for _, some in batch for target in some]
    known = torch.tensor([k < len(some) for _, some in batch for k in range(most)])
    wanted, weight = torch.tensor([target[1] for target in targets]), torch.tensor([target[2] for target in targets])
    logits = model.logits(model.answer_states(padded, places).flatten(0, 1)[known])
    loss = (F.cross_entropy(logits, wanted, reduction="none") * weight).sum()
    choices = [(k, target[3], target[3].index(target[1]), target[4]) for k, target in enumerate(targets) if len(target[3]) > 1]
    if not choices:
        return loss / weight.sum(), math.nan, math.nan
    most = max(len(starts) for _, starts, *_ in choices)
    columns = torch.tensor([[*starts, *[starts[0]] * (most - len(starts))] for _, starts, *_ in choices])
    spare = torch.tensor([[k >= len(starts) for k in range(most)] for _, starts, *_ in choices])
    scores = logits[torch.tensor([k for k, *_ in choices])].gather(1, columns).masked_fill(spare, -1e9)
    right = torch.tensor([n for _, _, n, _ in choices])
    wished = F.one_hot(right, most).float()
    judged = [(row, opinion) for row, (*_, opinion) in enumerate(choices) if opinion]
    if judged:
        opinions = torch.tensor([[*opinion, *[0.0] * (most - len(opinion))] for _, opinion in judged])
        rows = torch.tensor([row for row, _ in judged])
        wished[rows] = (1 - SECOND_OPINION) * wished[rows] + SECOND_OPINION * opinions
    choice = -(wished * scores.log_softmax(1)).sum(1).mean()
    return choice + loss / len(choices), choice.item(), (scores.argmax(1) == right).float().mean().item()


def latest(steps, share):
    return [value for start, value in steps if share >= start][-1]


def rate_at(step, share, peak):
    warm = min(1.0, (step + 1) / WARM_UP_STEPS)
    return peak * warm * (1.0 if share < 1 - DECAY else max(0.0, (1 - share) / DECAY))


def load_run(folder):
    """The averaged model of a run, its tokenizer and a few prompts to test exports with."""
    state = torch.load(f"{folder}/checkpoint.pt")
    model = GPTNeo(Shape.from_dict(state["shape"]))
    model.load_state_dict(state["average"])
    tokenizer = Tokenizer.load(f"{folder}/tokenizer.json")
    head = f"{words.SENTIMENT_DESCRIPTIONS[0]}\nMessage: The new build is so much faster, thank you!\nSentiment: Positive\n###\n"
    prompts = [f"{head}Message: This keeps crashing and nobody answers.\nSentiment:", f"{head}Message: I am a disabled happy person\nSentiment:",
               "English: Go.\nFrench: Va !\n###\nEnglish: Hello!\nFrench:", "Message: naïve café 😀 @user don't\nSentiment:"]
    return SimpleNamespace(model=model.eval(), tokenizer=tokenizer, prompts=prompts, state=state)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data"), parser.add_argument("run")
    parser.add_argument("--tokens", type=float, default=9.4e6, help="tokens to read in all, padding included")
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--seed", type=int, default=1)
    for name, value in dict(width=224, heads=4, layers=3, positions=1024, window=128).items():
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--check-minutes", type=float, default=12, help="minutes between two looks at the dev sets")
    options = parser.parse_args()
    if any(os.environ.get(name) != value for name, value in ALLOCATOR.items()):
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **ALLOCATOR})
    torch.set_num_threads(options.threads)
    check_files(options.data, TRAIN_FILES)
    check_files(options.data, CHECK_FILES)
    os.makedirs(options.run, exist_ok=True)
    say = logger(f"{options.run}/log.txt")
    data, chance = Data(options.data), random.Random(options.seed)
    path = f"{options.run}/tokenizer.json"
    if not os.path.exists(path):
        with open(path, "w", encoding="utf-8") as file:
            json.dump(learn_tokenizer(data).as_hugging_face(), file, ensure_ascii=False)
    tokenizer = Tokenizer.load(path)
    train(options, data, tokenizer, chance, say)


def train(options, data, tokenizer, chance, say):
    from evaluate import quick, quick_bag  # evaluate and export read runs that this module writes
    from export import share_embeddings

    shape = Shape(len(tokenizer), options.width, options.heads, options.layers, options.positions, options.window)
    torch.manual_seed(options.seed)
    model, average = GPTNeo(shape, options.dropout), GPTNeo(shape)
    checkpoint, maker = f"{options.run}/checkpoint.pt", TaskMaker(data, chance)
    maker.consult(teacher(f"{options.run}/teacher.pt", data))
    done = SimpleNamespace(step=0, tokens=0, seconds=0.0)
    keep_wiring(model)
    optimizer = torch.optim.AdamW(groups(model), lr=options.rate, betas=(0.9, 0.98))
    if os.path.exists(checkpoint):
        state = torch.load(checkpoint)
        model.load_state_dict(state["model"]), average.load_state_dict(state["average"]), optimizer.load_state_dict(state["optimizer"])
        done = SimpleNamespace(**state["done"])
        chance.seed(options.seed * 1000 + done.step)
        say(f"resumed at step {done.step}")
    else:
        vectors = word_vectors(tokenizer, [text for text, _ in corpus(data)], shape.width - OTHERS)
        bags = Bags(vectors, len(maker.intents), tokenizer.encode(END), 2 * math.pi / model.wavelengths[wavelengths(model)], shape.width // shape.heads - 1)
        bags = teach_embeddings(bags, maker, tokenizer, say)
        say(f"dev of the bag: {quick_bag(bags, tokenizer, data)}")
        set_up(model, bags, tokenizer)
        share_embeddings(model, tokenizer)
        match(model, [example_prompt(maker, tokenizer.encode) for _ in range(500)])
        average.load_state_dict(model.state_dict())
        say(f"dev before the first step: {quick(model, tokenizer, data)}")
    say(f"{sum(p.numel() for p in model.parameters()):,} parameters, vocabulary {len(tokenizer)}, {shape}")
    stream = Stream(Prompts(maker, tokenizer), chance)
    recent, began, checked, saved, before = [], time.time(), time.time(), time.time(), done.seconds
    while done.tokens < options.tokens:
        share = done.tokens / options.tokens
        stage = "singles" if share < SINGLES else "prompts"
        maker.people, maker.less_neutral = PEOPLE[share > 1 - DECAY], LESS_NEUTRAL[share > 1 - LAST]
        longest = latest(LENGTHS, (share - SINGLES) / (1 - SINGLES)) if stage == "prompts" else 0
        batch = stream.next(stage, longest, BATCH_TOKENS)
        for group in optimizer.param_groups:
            group["lr"] = group["pace"] * rate_at(done.step, share, options.rate)
        model.train()
        loss, *seen = batch_loss(model, batch)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        with torch.no_grad():
            keep = min(AVERAGE, (1 + done.step) / (10 + done.step))
            for kept, new in zip(average.parameters(), model.parameters()):
                kept.lerp_(new, 1 - keep)
        done.step += 1
        done.tokens += len(batch) * max(len(ids) for ids, _ in batch)
        recent.append(seen)
        if done.step % 50 == 0:
            done.seconds = before + time.time() - began
            left = (options.tokens - done.tokens) * (time.time() - began) / max(1, done.tokens - done.tokens * before / done.seconds)
            say(f"{stage} step {done.step}, {done.tokens / 1e6:.2f} M tokens ({share:.0%}), {done.tokens / done.seconds:.0f} a second, about {left / 60:.0f} min left, loss {mean(recent, 0):.3f}, right {mean(recent, 1):.3f}")
            recent = []
        if time.time() - saved > 120 or done.tokens >= options.tokens:
            save(checkpoint, dict(shape=shape.as_dict(), model=model.state_dict(), average=average.state_dict(), optimizer=optimizer.state_dict(), done=vars(done)))
            saved = time.time()
        if time.time() - checked > 60 * options.check_minutes or done.tokens >= options.tokens:
            share_embeddings(average, tokenizer)
            say(f"dev after {stage}, step {done.step}: {quick(average, tokenizer, data)}")
            checked = time.time()


def keep_wiring(model):
    """What finds, compares and copies examples stays as it began: left to learn, it is forgotten for what labels mean by themselves."""
    first, second, last = model.blocks[0], model.blocks[1], model.blocks[-1]
    for block in model.blocks:
        for part in (block.query.weight, block.key.weight, block.ln_1.weight, block.ln_1.bias):
            part.requires_grad_(False)
    for part in (last.value.weight, last.out.weight):
        part.requires_grad_(False)
    head, end = model.shape.width // model.shape.heads, Parts(model.shape.width).words.stop
    held = [(model.tokens.weight, (slice(None), slice(end, None))), (model.places.weight, (slice(end, None),)),
            (first.value.weight, (slice(0, head + 1),)), (first.value.weight, (slice(2 * head, 3 * head + 1),)), (second.value.weight, (slice((model.shape.heads - 1) * head, None),))]
    held += [(part, (slice(end, None),)) for block in (first, second) for part in (block.out.weight, block.out.bias, block.narrow.weight, block.narrow.bias)]
    for parameter, where in held:
        free = torch.ones_like(parameter)
        free[where] = 0
        parameter.register_hook(lambda gradient, free=free: gradient * free)


def groups(model):
    """What the start knows of words moves slowly, or the comparison of examples goes astray; no weight decay on norms and biases."""
    find, look = model.blocks[0], model.blocks[1]
    known = [model.tokens.weight, find.value.weight, find.out.weight, find.widen.weight, find.widen.bias, find.narrow.weight, look.value.weight, look.out.weight, look.out.bias]
    learning = [p for p in model.parameters() if p.requires_grad and not any(p is one for one in known)]
    return [{"params": known, "weight_decay": 0.0, "pace": SLOW}, {"params": [p for p in learning if p.dim() > 1], "weight_decay": 0.05, "pace": 1.0},
            {"params": [p for p in learning if p.dim() <= 1], "weight_decay": 0.0, "pace": 1.0}]


def mean(rows, column):
    known = [row[column] for row in rows if not math.isnan(row[column])]
    return sum(known) / max(1, len(known))


def save(path, state):
    torch.save(state, path + ".part")
    os.replace(path + ".part", path)


def logger(path):
    def say(text):
        line = f"{time.strftime('%H:%M:%S')} {text}"
        print(line, flush=True)
        with open(path, "a") as file:
            file.write(line + "\n")

    return say


if __name__ == "__main__":
    main()
