"""Teaches the first two layers on texts: which side, feeling or intent a text has, and what the sentence encoder says of it."""
import math
import random
import time

import torch
import torch.nn.functional as F

import words
from augment import vary
from prompts import alike
from text_layers import NAME_SHARE, whole_words

BATCH, LONGEST, COMPARED_WORDS = 512, 40, 384  # texts a batch; tokens of a text, its end; words that a text is compared with
TABLE_RATE, RATE, INTENT_RATE, WARM_UP_STEPS = 1.5e-3, 2e-3, 1e-2, 50
DROP, DROP_LABELLED = 0.1, 0.25  # share of a text's tokens that are left out
MEANING, WORD, LIKENESS = (
    -1,
    -2,
    -3,
)  # kinds of batches that the sentence encoder teaches: texts, single words, texts beside examples


def with_labels(rows, vectors, common, token_vectors, choices=64):
    """Texts as examples: each row's ids with a label's token after them, and what text and label mean together, [rows, SEMANTIC].

    A label is one of the whole words, for most the best of a few drawn at random.
    """
    texts = vectors[torch.tensor([n for n, _ in rows])]
    drawn = common[torch.randint(len(common), (len(rows), choices))]
    best = torch.einsum("rs,rcs->rc", texts, token_vectors[drawn]).argmax(1)
    best = torch.where(torch.rand(len(rows)) < 0.7, best, torch.zeros_like(best))
    labels = drawn[torch.arange(len(rows)), best]
    return [ids + [label] for (_, ids), label in zip(rows, labels.tolist())], F.normalize(
        texts + NAME_SHARE * token_vectors[labels], dim=1
    )


def framed(chance, encode, text):
    """The text as it stands in a prompt, now and then after another example's answer."""
    before = f" {chance.choice(chance.choice(words.SENTIMENT_WORDS))}\n###\n" if chance.random() < 0.1 else ""
    source, answer = (
        ("Message", "Sentiment")
        if chance.random() < 0.4
        else (chance.choice(words.INPUTS), chance.choice(words.SENTIMENT_OUTPUTS + words.LABEL_OUTPUTS))
    )
    return encode(f"{before}{source}: {text[:300]}\n{answer}:")


def labelled_texts(maker, made, read):
    """Tasks as ([label words of each class, several to choose from], [texts of each class], [what to call each text of each class]).

    Without words, classes are only told apart. A text is called by its class, and of its side what the maker's teacher thinks of it.
    `made` texts are drawn for their sides, and about as many of `read`, those that the sentence encoder read.
    """
    sides = [
        [
            maker.chance.choice(maker.judged[side]) if maker.chance.random() < 0.2 else maker.side_text(side)
            for _ in range(made // 3)
        ]
        for side in range(3)
    ]
    sides.append(maker.chance.sample(read, min(made, len(read))))
    emotions, more = sorted(maker.by_emotion), made // 300
    varied = lambda texts: [vary(maker.chance, text) for text in texts]
    classes = [
        (list(zip(*words.SENTIMENT_WORDS)), sides),
        (
            [words.EMOTION_WORDS[name][:2] for name in emotions],
            [varied(maker.by_emotion[name]) + [maker.feeling_text([name]) for _ in range(more)] for name in emotions],
        ),
        (None, [[maker.request_text(texts) for text in texts] for _, texts in sorted(maker.intents.items())]),
        (list(zip(*words.SPAM_WORDS[:5])), [varied(texts) for texts in maker.spam]),
        (list(zip(*words.TOXIC_WORDS[:5])), [varied(texts) for texts in maker.toxic]),
    ]
    named = lambda some: [F.one_hot(torch.tensor(n), len(some)).float().expand(len(texts), -1) for n, texts in enumerate(some)]
    judged = [torch.cat([maker.opinions(texts[k : k + 8192]).softmax(1) for k in range(0, len(texts), 8192)]) for texts in sides]
    return [(labels, some, judged if some is sides else named(some)) for labels, some in classes]


def lessons(maker, encode, known, common, made, chance):
    """Batches of (kind, rows), each row a pair of what is to be learned and the text's ids; and the labels of each labelled kind."""
    tasks, found = labelled_texts(maker, made, known["sided"]), []
    write = lambda text: framed(chance, encode, text)[-LONGEST:]

    def add(kind, rows):
        rows.sort(key=lambda row: len(row[1]) + 4 * chance.random())  # batches of like length, little padded
        found.extend((kind, rows[k : k + BATCH]) for k in range(0, len(rows), BATCH))

    for kind, (_, classes, targets) in enumerate(tasks):
        add(kind, [(target, write(text)) for some, own in zip(classes, targets) for text, target in zip(some, own)])
    texts = list(enumerate(known["texts"]))
    chance.shuffle(texts)
    add(MEANING, [(n, write(text)) for n, text in texts[::3]])
    add(LIKENESS, [(n, write(text)) for k, (n, text) in enumerate(texts) if k % 3])
    single = [(token, write(word)) for token, word in common]
    chance.shuffle(single)
    found.extend((WORD, single[k : k + BATCH]) for k in range(0, len(single), BATCH))
    return found, [labels for labels, _, _ in tasks]


def teach(layers, maker, tokenizer, known, say, made=180000, passes=2.0, seed=5):
    """Teaches TextLayers until the state after a text points to the right label word, and to where the sentence encoder has the text.

    The rate falls to nothing after `passes` over all texts; below 1, a part of them is read. `known` is what
    `meanings.texts_and_tokens` gives;
    `made` is the number of texts with a side to draw, and of the encoder's texts whose side is taught beside them.
    """
    chance, began, encode = random.Random(seed), time.time(), alike(tokenizer)
    common = torch.tensor(whole_words(tokenizer))
    batches, labels = lessons(
        maker, encode, known, [(token, tokenizer.decode([token]).strip()) for token in common.tolist()], made, chance
    )
    torch.manual_seed(seed)
    optimizers = [
        torch.optim.SparseAdam([layers.table], lr=TABLE_RATE),
        torch.optim.Adam(
            [
                {
                    "params": [part for part in layers.parameters() if part is not layers.table and part is not layers.intents],
                    "lr": RATE,
                },
                {"params": [layers.intents], "lr": INTENT_RATE},
            ]
        ),
    ]
    groups = [(group, group["lr"]) for optimizer in optimizers for group in optimizer.param_groups]
    for done in range(math.ceil(passes)):
        chance.shuffle(batches)
        seen = {}
        for k, (kind, rows) in enumerate(batches[: min(len(batches), round((passes - done) * len(batches)))]):
            loss, right = lesson_loss(layers, kind, rows, labels, known, common, encode, chance)
            share = (done + k / len(batches)) / passes
            for group, peak in groups:
                group["lr"] = peak * min(1.0, k / WARM_UP_STEPS + done) * (1 - share)
            for optimizer in optimizers:
                optimizer.zero_grad(set_to_none=True)
            loss.backward()
            for optimizer in optimizers:
                optimizer.step()
            seen.setdefault(kind, []).append(right)
            if k % 50 == 49:
                say(
                    f"text layers, {share:.0%}, {time.time() - began:.0f} s: "
                    + ", ".join(f"{name(one)} {sum(some) / len(some):.3f}" for one, some in sorted(seen.items()))
                )
                seen = {}


def name(kind):
    """What the log calls a kind of batches; its figures are cosines to the encoder, or how often the right class came first."""
    return {MEANING: "meaning", WORD: "words", LIKENESS: "examples"}.get(kind) or (
        "sides",
        "feelings",
        "intents",
        "spam",
        "toxic",
    )[kind]


def lesson_loss(layers, kind, rows, labels, known, common, encode, chance):
    """(loss, figure for the log) of a batch."""
    numbers, texts = zip(*rows)
    if kind == LIKENESS:
        examples, target = with_labels(rows[1::2], known["vectors"], common, known["tokens"])
        target = torch.cat([known["vectors"][torch.tensor(numbers[::2])], target])
        return layers.likeness_loss([*texts[::2], *examples], len(texts[::2]), target, drop=DROP)
    if kind in (MEANING, WORD):
        target, some = (
            known["vectors" if kind == MEANING else "tokens"][torch.tensor(numbers)],
            common[torch.randint(len(common), (COMPARED_WORDS,))],
        )
        return layers.meaning_loss(texts, target, some, known["tokens"][some], drop=DROP if kind == MEANING else 0.0)
    choices = labels[kind]
    variant = chance.randrange(len(choices[0])) if choices else 0
    tokens = torch.tensor([encode(f" {some[variant % len(some)]}")[0] for some in choices]) if choices else None
    scores, target = layers(texts, tokens, drop=DROP_LABELLED), torch.stack(numbers)
    right = (scores.argmax(1) == target.argmax(1)).float().mean().item()
    return F.cross_entropy(scores, target) + layers.unevenness, right
