"""Trains the built-in model. Each stage leaves a file in the run's folder; a run that was stopped begins again at the stage
without a file.

python3 training/train.py DATA PACKAGES RUN --seeds 1 2    tokenizer and the teachers' opinions in RUN, once for all seeds; the
                                                           text layers and the whole network of each in RUN/seed-1, RUN/seed-2
"""
import argparse
import json
import math
import os
import random
import shutil
import sys
import time
from types import SimpleNamespace

import torch

import last_layer
import meanings
import words
from data import CHECK_FILES, SET_FILES, TRAIN_FILES, Data, check_files
from evaluate import quick, quick_texts
from export import share_embeddings
from in_prompts import STEPS, teach_in_prompts
from model import OTHERS, GPTNeo, Shape
from prompts import END, Prompts, batches
from side_teacher import side_teacher
from tasks import TaskMaker
from text_clusters import GROUPS, named_groups
from text_layers import TextLayers, begin, wavelengths
from text_means import PASSES, text_means
from text_training import teach
from tokenizer import Tokenizer
from vocabulary import VOCABULARY, learn_vocabulary
from wiring import example_prompt, match, set_up

# glibc hands large blocks back and asks for them anew at each step; keeping them makes a step twice as fast.
ALLOCATOR = {
    "MALLOC_MMAP_THRESHOLD_": str(8 << 30),
    "MALLOC_TRIM_THRESHOLD_": str(16 << 30),
    "MALLOC_TOP_PAD_": str(256 << 20),
    "OMP_WAIT_POLICY": "passive",
}
REWORDED = 200000  # texts with changed words that the linear model of sides judges
LONGEST = 448  # tokens of a prompt that the last layer learns from


def main():
    options = arguments()
    if any(os.environ.get(name) != value for name, value in ALLOCATOR.items()):
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **ALLOCATOR})
    torch.set_num_threads(options.threads)
    for files in (TRAIN_FILES, SET_FILES, CHECK_FILES):
        check_files(options.data, files)
    os.makedirs(options.run, exist_ok=True)
    data, path = Data(options.data), f"{options.run}/tokenizer.json"
    if not os.path.exists(path):
        learned = learn_vocabulary(data, list(meanings.word_vectors(options.packages)), options.vocabulary)
        with open(path, "w", encoding="utf-8") as file:
            json.dump(learned.as_hugging_face(), file, ensure_ascii=False)
    for seed in options.seeds:
        folder = f"{options.run}/seed-{seed}"
        os.makedirs(folder, exist_ok=True)
        shutil.copy(path, folder)
        train(options, seed, folder, data, Tokenizer.load(path), logger(f"{folder}/log.txt"))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data"), parser.add_argument("packages"), parser.add_argument("run")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2], help="one network each")
    parser.add_argument("--threads", type=int, default=2)
    for name, value in dict(width=296, heads=4, layers=3, positions=1024, window=128).items():
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--vocabulary", type=int, default=VOCABULARY, help="tokens in all")
    parser.add_argument("--texts", type=int, default=0, help="ask the sentence encoder about so many texts only (0 = all)")
    parser.add_argument("--groups", type=int, default=GROUPS, help="groups of alike texts that tasks are made from")
    parser.add_argument("--made", type=int, default=180000, help="texts with a side to draw for the text layers")
    parser.add_argument("--passes", type=float, default=2.0, help="how often the text layers read all texts")
    parser.add_argument("--steps", type=int, default=STEPS, help="of the first two layers inside prompts")
    parser.add_argument("--prompts", type=int, default=260, help="batches of prompts for the last layer")
    parser.add_argument("--epochs", type=int, default=1, help="how often the last layer reads them")
    parser.add_argument(
        "--small", action="store_true", help="samples of everything: does the recipe run? The model is worth nothing"
    )
    parser.add_argument("--dev-rows", type=int, default=400, help="rows of each dev set to look at in the end")
    return parser.parse_args()


def train(options, seed, folder, data, tokenizer, say):
    """All stages after the tokenizer. What the teachers say is kept in the run's folder, the network of this seed in `folder`."""
    run, chance = options.run, random.Random(seed)
    torch.manual_seed(seed)
    model = GPTNeo(Shape(len(tokenizer), options.width, options.heads, options.layers, options.positions, options.window))
    known = meanings.texts_and_tokens(run, meanings.open_encoder(options.packages), data, tokenizer, say, options.texts)
    sides, maker = side_teacher(f"{run}/side_teacher.pt", data, known, 3000 if options.small else 0), TaskMaker(data, chance)
    maker.consult(sides, 5000 if options.small else REWORDED)
    maker.use_groups(*named_groups(known, tokenizer, f"{run}/groups.pt", options.groups))
    layers = text_layers(options, seed, folder, model, maker, tokenizer, known, data, say)
    set_up(model, layers, tokenizer)
    share_embeddings(model, tokenizer)
    path = f"{folder}/in_prompts.pt"
    if not os.path.exists(path):
        teach_in_prompts(model, layers, tokenizer, known, say, options.steps, seed + 6)
        save(path, model.state_dict())
    model.load_state_dict(torch.load(path))
    match(
        model,
        [example_prompt(maker, tokenizer.encode) for _ in range(20 if options.small else 100)],
        layers.sharpness.exp().item(),
    )
    drawn = batches(Prompts(maker, tokenizer), options.prompts, LONGEST)
    say(f"{len(drawn)} batches of prompts")
    last_layer.fit(model, last_layer.collect(model, drawn), say, options.epochs, seed)
    save(f"{folder}/model.pt", {"shape": model.shape.as_dict(), "model": model.state_dict()})
    say(f"{sum(part.numel() for part in model.parameters()):,} parameters, vocabulary {len(tokenizer)}, {model.shape}")
    say(f"dev: {quick(model.eval(), tokenizer, data, options.dev_rows)}")


def text_layers(options, seed, folder, model, maker, tokenizer, known, data, say):
    """The first two layers taught on texts alone; kept in `folder`."""
    shape, path = model.shape, f"{folder}/text_layers.pt"
    turns = 2 * math.pi / model.wavelengths[wavelengths(model)]
    layers = TextLayers(
        len(tokenizer), shape.width - OTHERS, len(maker.intents), tokenizer.encode(END), turns, shape.width // shape.heads - 1
    )
    if not os.path.exists(path):
        means = text_means(f"{options.run}/text_means.pt", known, maker.teacher, tokenizer, say, 1 if options.small else PASSES)
        begin(layers, tokenizer, means, meanings.word_vectors(options.packages))
        teach(layers, maker, tokenizer, known, say, options.made, options.passes, seed + 4)
        save(path, layers.state_dict())
        if not options.small:
            say(f"dev of the text layers alone: {quick_texts(layers, tokenizer, data)}")
    layers.load_state_dict(torch.load(path))
    return layers


def load_run(folder):
    """The model of a seed's folder, its tokenizer and a few prompts to test exports with."""
    state, tokenizer = torch.load(f"{folder}/model.pt"), Tokenizer.load(f"{folder}/tokenizer.json")
    model = GPTNeo(Shape.from_dict(state["shape"]))
    model.load_state_dict(state["model"])
    head = (
        f"{words.SENTIMENT_DESCRIPTIONS[0]}\nMessage: The new build is so much faster, thank you!\nSentiment: Positive\n###\n"
    )
    prompts = [
        f"{head}Message: This keeps crashing and nobody answers.\nSentiment:",
        f"{head}Message: I am a disabled happy person\nSentiment:",
        "English: Go.\nFrench: Va !\n###\nEnglish: Hello!\nFrench:",
        "Message: naïve café 😀 @user don't\nSentiment:",
    ]
    return SimpleNamespace(model=model.eval(), tokenizer=tokenizer, prompts=prompts)


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
