"""What comparing vectors of texts gives, with no network: the encoder, its reduction, and the mean of token vectors, on dev sets.

A class is the mean of its examples' vectors; score = cosine to the class + 0.5 * cosine to the label's own name. These are the opponents
of the built-in model on a team's own labels, and the bound of what its network can learn of a text's meaning from the encoder.

python3 training/nearest.py DATA PACKAGES RUN [--texts 4000] [--passes 1]    RUN keeps tokenizer, vectors and what was learned
"""
import argparse
import json
import os

import torch
import torch.nn.functional as F

import meanings
from data import SET_FILES, TRAIN_FILES, Data, check_files
from evaluate import held_out_tasks, macro_recall, wilson
from side_teacher import side_teacher
from text_layers import SEMANTIC
from text_means import PASSES, mean_of_tokens, text_means
from tokenizer import Tokenizer
from vocabulary import learn_vocabulary

NAME_WEIGHT = 0.5


def scores(embed, labels, examples, texts):
    """[texts, labels], by nearest class mean and the label's name. `embed` gives vectors of texts."""
    unit = lambda some: F.normalize(embed(some), dim=1)
    known, names = unit([text for text, _ in examples]), unit(labels)
    means = torch.stack([known[[k for k, (_, one) in enumerate(examples) if one == label]].sum(0) for label in labels])
    asked = unit(texts)
    return asked @ F.normalize(means, dim=1).t() + NAME_WEIGHT * asked @ names.t()


def measure(name, embed, data, say):
    recalls = []
    for _, command, rows in data.team_tasks():
        labels = [str(label) for label in command["labels"]]
        examples = [(one["input"], str(one["output"])) for one in command["examples"]]
        found = scores(embed, labels, examples, [text for text, _ in rows])
        recalls.append(macro_recall(found, [labels.index(label) for _, label in rows]))
    right = total = 0
    for labels, examples, asked in held_out_tasks(data, count=100):
        guesses = scores(embed, labels, examples, [text for text, _ in asked]).argmax(1).tolist()
        right, total = right + sum(guess == n for guess, (_, n) in zip(guesses, asked)), total + len(asked)
    say(
        f"{name}: team tasks {sum(recalls) / len(recalls):.3f} ({', '.join(f'{recall:.2f}' for recall in recalls)}), "
        f"unseen intents {right / total:.3f} {wilson(right / total, total)}"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data"), parser.add_argument("packages"), parser.add_argument("run")
    parser.add_argument("--texts", type=int, default=0, help="ask the encoder about so many texts only (0 = all)")
    parser.add_argument("--passes", type=int, default=PASSES, help="how often the token vectors see each text")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    check_files(options.data, TRAIN_FILES)
    check_files(options.data, SET_FILES)
    os.makedirs(options.run, exist_ok=True)
    say = lambda text: print(text, flush=True)
    data, path = Data(options.data), f"{options.run}/tokenizer.json"
    if not os.path.exists(path):
        learned = learn_vocabulary(data, list(meanings.word_vectors(options.packages))).as_hugging_face()
        with open(path, "w", encoding="utf-8") as file:
            json.dump(learned, file, ensure_ascii=False)
    tokenizer, encoder = Tokenizer.load(path), meanings.open_encoder(options.packages)
    known = meanings.texts_and_tokens(options.run, encoder, data, tokenizer, say, options.texts)
    vectors, weights = text_means(
        f"{options.run}/text_means.pt",
        known,
        side_teacher(f"{options.run}/side_teacher.pt", data, known),
        tokenizer,
        say,
        options.passes,
    )
    cache = {}

    def whole(texts):
        new = [text for text in dict.fromkeys(texts) if text not in cache]
        if new:
            cache.update(zip(new, torch.from_numpy(encoder.embed(new).astype("float32"))))
        return torch.stack([cache[text] for text in texts])

    def in_few_dimensions(texts):
        return meanings.reduced(whole(texts), known["mean"], known["axes"])

    def by_tokens(texts):
        return mean_of_tokens([torch.tensor(tokenizer.encode(f" {text}")) for text in texts], vectors, weights)[:, :SEMANTIC]

    measure("encoder", whole, data, say)
    measure(f"encoder, {SEMANTIC} dimensions", in_few_dimensions, data, say)
    measure("mean of token vectors", by_tokens, data, say)


if __name__ == "__main__":
    main()
