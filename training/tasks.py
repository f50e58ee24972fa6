"""Endless few-shot tasks from the rows: each is a description, two names, label words, and a way to draw a text for a label."""
import re
from dataclasses import dataclass

import words
from augment import Certain, Maker, drop_words, typo, vary

ARBITRARY_SHARE, FOREIGN_SHARE = (
    0.25,
    0.1,
)  # of request tasks: made-up labels; of the others: names of requests that are not asked about
FEELING_SHARE = 0.25  # of texts of a feeling: those made for it, by words or sentences of the lists
PEOPLE, NO_FEELING = (
    0.18,
    0.4,
)  # of the texts with a side: sentences about people of every kind; how often one without a feeling beside one with
WORK = 0.08  # of the other texts: what people write at work and in chats
# Taken from the side teacher's score: comments online are neutral more often than other texts, and it was fitted to them.
LESS_NEUTRAL = 0.15


def opinionated(teacher, rows, most_neutral=0.4):
    """The rows (text, side) that a teacher finds not neutral, as [negative, neutral, positive]: a review's sentence need not have
    the side of the review."""
    kept = [[], [], []]
    for start in range(0, len(rows), 8192):
        some = rows[start : start + 8192]
        for (text, side), neutral in zip(some, teacher([text for text, _ in some]).softmax(1)[:, 1].tolist()):
            if neutral < most_neutral:
                kept[side].append(text)
    return kept


@dataclass
class Task:
    """`draw(n)` gives a text whose right answer is `labels[n]`; without labels it gives (text, answer)."""

    description: str
    input: str
    output: str
    labels: list
    draw: object
    meaningful: bool = True  # may the label's word alone be understood, with no example of it?
    judge: object = None  # a second opinion: texts -> probabilities of the labels, [texts, labels]


class TaskMaker:
    """Draws tasks. Rows come from Data, chance from one seeded Random."""

    def __init__(self, data, chance, held_out=()):
        self.chance, self.teacher = chance, None
        emotions = data.emotions("train")
        three_way, tweets, reviews = (
            data.three_way("train", several=True),
            data.rated("tweets", 0.6, 0.4),
            data.rated("amazonReviewSnippets", 0.5, 0.2),
        )
        split = lambda rows: [[text for text, side in rows if side == wanted] for wanted in range(3)]
        self.comments, self.tweets, self.reviews, self.selected = (
            split(three_way),
            split(tweets),
            split(reviews),
            split(data.selected_sides()),
        )
        self.by_emotion = {}
        for text, names in emotions:
            if len(names) == 1:
                self.by_emotion.setdefault(names[0], []).append(text)
        for text, name in data.subtitle_emotions():
            if name in self.by_emotion:
                self.by_emotion[name].append(text)
        self.intents = {name: texts for name, texts in data.intents().items() if name not in held_out and len(texts) >= 30}
        self.intent_names = sorted(self.intents)
        self.intent_sources = {
            source: [n for n in self.intent_names if n.startswith(source + "/")]
            for source in ("clinc", "hwu", "banking", "snips", "bitext")
        }
        self.topics = {name: texts for name, texts in data.topics().items() if name in words.TOPIC_WORDS and texts}
        self.spam = [[text for text, kind in data.spam() if kind == k] for k in (0, 1)]
        self.toxic = [[text for text, kind in data.toxic() if kind == k] for k in (0, 1)]
        self.french = data.french()
        self.headlines = [[text for text, kind in data.headlines() if kind == k] for k in (0, 1)]
        everyday = [text for texts in self.comments + self.selected for text in texts if 2 < len(text.split()) < 30]
        self.questions = [text for text in everyday if text.endswith("?")]
        self.statements = [text for text in everyday if "?" not in text]
        self.requests = [
            text
            for name, texts in sorted(self.intents.items())
            if not name.startswith(("banking", "hwu/general"))
            for text in texts
        ]
        counts = {}
        for text in self.requests + [text for text, _ in three_way]:
            for word in re.findall(r"[a-z]{3,}", text.lower()):
                counts[word] = counts.get(word, 0) + 1
        lexicon = data.lexicon()
        opinions = {word for word, _ in data.lexicon(0)}
        self.rare = sorted(word for word, count in counts.items() if 2 <= count <= 6 and word not in opinions)
        self.common = sorted(word for word, count in counts.items() if 12 <= count <= 1500)
        self.known = sorted(word for word, count in counts.items() if count > 1)
        self.rated = sorted(data.ratings())
        self.judged, self.films = [[], [], []], [[], [], []]
        self.film_sentences = data.film_sentences()
        self.maker = Maker(chance, lexicon, self.rare)

    # --- sentiment

    def consult(self, teacher, count=300000):
        """From now on a teacher has a say in what a text's side is; and there are texts that only it can judge."""
        self.teacher = teacher
        self.films = opinionated(teacher, self.film_sentences)
        for texts in (([self.reworded() for _ in range(5000)]) for _ in range(count // 5000)):
            sure, sides = self.opinions(texts).softmax(1).max(1)
            for text, chance, side in zip(texts, sure.tolist(), sides.tolist()):
                if chance > 0.5:
                    self.judged[side].append(text)

    def opinions(self, texts):
        """What the teacher thinks of each side, as scores: [texts, 3]. Of what was made to be of a side, nobody doubts it."""
        scores = self.teacher(texts)
        scores[:, 1] -= LESS_NEUTRAL
        for row, text in zip(scores, texts):
            if isinstance(text, Certain):
                row[:] = 0
                row[text.side] = text.sure
        return scores

    def reworded(self):
        """A text of any kind with some of its words changed for words from anywhere, rated ones above all."""
        chance = self.chance
        word = lambda: chance.choice(self.rated if chance.random() < 0.5 else self.known)
        if chance.random() < 0.25:
            return " ".join(word() for _ in range(chance.randint(1, 8)))
        side, share = chance.randrange(3), chance.uniform(0.05, 0.5)
        text = (
            chance.choice(self.requests)
            if chance.random() < 0.1
            else chance.choice(chance.choice(self.spam + self.toxic))
            if chance.random() < 0.1
            else self.side_text(side)
        )
        return " ".join(word() if part.isalpha() and chance.random() < share else part for part in text.split())

    def side_text(self, side):
        """One text of a side: 0 negative, 1 neutral, 2 positive."""
        chance, maker = self.chance, self.maker
        if chance.random() < PEOPLE * (NO_FEELING if side == 1 else 1):
            return maker.about_people(side)
        draw = chance.random()
        if chance.random() < WORK:
            text = maker.work(side)
        elif draw < (0.12 if side != 1 else 0.06):
            text = maker.sentence(side)
        elif draw < (0.26 if side != 1 else 0.11):
            text = maker.voice(side)
        elif draw < (0.31 if side != 1 else 0.14):
            text = chance.choice(self.tweets[side])
        elif draw < (0.36 if side != 1 else 0.17):
            text = chance.choice(self.reviews[side])
        elif draw < 0.58:
            text = chance.choice(self.selected[side])
        elif side != 1 and draw < 0.66 and self.films[side]:
            text = chance.choice(self.films[side])
        elif side == 1 and draw < 0.66:
            text = chance.choice(self.requests)
        elif draw > 0.85 and self.judged[side]:
            return chance.choice(self.judged[side])
        else:
            text = chance.choice(self.comments[side])
        draw = chance.random()
        if draw < 0.05:
            text = maker.introduce(text)
        elif draw < 0.11:
            text = f"{text} {self.side_row(side)}"
        elif draw < 0.15 and side != 1:
            text = " ".join(chance.sample([text, maker.plain()], 2))
        return text.reworded(lambda said: vary(chance, said)) if isinstance(text, Certain) else vary(chance, text)

    def side_row(self, side):
        return self.chance.choice(self.chance.choice([self.comments, self.tweets, self.reviews])[side] or self.comments[side])

    def sentiment(self):
        chance = self.chance
        plain = chance.random() < 0.4  # the wording that the product ships, as the most usual one
        names = words.SENTIMENT_WORDS[0] if plain else chance.choice(words.SENTIMENT_WORDS)
        meaningful = True
        if not plain and chance.random() < 0.15:
            names, meaningful = chance.sample(words.ARBITRARY, 3), False
        sides = [0, 1, 2] if chance.random() < 0.66 else [0, 2] if chance.random() < 0.8 else chance.sample([0, 1, 2], 2)
        description = chance.choice(
            words.SENTIMENT_DESCRIPTIONS[:1] if plain and chance.random() < 0.7 else words.SENTIMENT_DESCRIPTIONS
        )
        task = Task(
            description,
            "Message" if plain and chance.random() < 0.7 else chance.choice(words.INPUTS),
            "Sentiment" if plain and chance.random() < 0.7 else chance.choice(words.SENTIMENT_OUTPUTS),
            [names[side] for side in sides],
            lambda n: self.side_text(sides[n]),
            meaningful,
        )
        if self.teacher:
            task.judge = lambda texts: self.opinions(texts)[:, sides].softmax(1).tolist()
        return self.maybe_list_labels(task)

    # --- emotions

    def feeling_text(self, names):
        chance = self.chance
        known = [name for name in names if name in words.FEELINGS]
        if known and chance.random() < FEELING_SHARE:
            return vary(chance, self.maker.feeling(chance.choice(known)))
        return vary(chance, chance.choice(self.by_emotion[chance.choice(names)]))

    def emotion(self):
        chance = self.chance
        if chance.random() < 0.6:
            chosen = chance.sample(sorted(words.BASIC_EMOTIONS), chance.randint(2, 6))
            groups = []
            for name in chosen:  # a narrow label beside a broad one takes its part away
                group = [part for part in words.BASIC_EMOTIONS[name] if part == name or part not in chosen]
                groups.append(group)
        else:
            chosen = chance.sample(sorted(self.by_emotion), chance.randint(2, 6))
            groups = [[name] for name in chosen]
        labels = [
            chance.choice(words.EMOTION_WORDS[name][:2]) if chance.random() < 0.8 else chance.choice(words.EMOTION_WORDS[name])
            for name in chosen
        ]
        if chance.random() < 0.6:
            labels = [label.capitalize() for label in labels]
        return self.maybe_arbitrary(
            Task(
                chance.choice(words.EMOTION_DESCRIPTIONS),
                self.input_name(),
                chance.choice(["Emotion", "Feeling", "Emotion", *words.SENTIMENT_OUTPUTS]),
                labels,
                lambda n: self.feeling_text(groups[n]),
            ),
            0.1,
        )

    # --- requests, topics, support

    def intent(self):
        chance = self.chance
        pool = (
            self.intent_sources[chance.choices(["clinc", "hwu", "banking", "snips", "bitext"], [5, 3, 2.5, 0.6, 1.2])[0]]
            if chance.random() < 0.7
            else self.intent_names
        )
        chosen = chance.sample(pool, min(len(pool), chance.choice([2, 2, 3, 3, 3, 4, 4, 5, 6])))
        is_foreign = chance.random() < FOREIGN_SHARE  # so that the examples decide, not what a name was learned to mean
        named = chance.sample([name for name in self.intent_names if name not in chosen], len(chosen)) if is_foreign else chosen
        labels = [self.intent_word(name) for name in named]
        if len(set(labels)) < len(labels):
            labels = chance.sample(words.ARBITRARY, len(chosen))
        task = Task(
            chance.choice(words.INTENT_DESCRIPTIONS),
            self.input_name(),
            chance.choice(words.LABEL_OUTPUTS),
            labels,
            lambda n: self.request_text(self.intents[chosen[n]]),
            not is_foreign,
        )
        return self.maybe_arbitrary(task, ARBITRARY_SHARE)

    def intent_word(self, name):
        label = re.sub(r"[_?]", " ", name.split("/")[1]).strip()
        label = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", label).lower()
        draw = self.chance.random()
        if draw < 0.3:
            label = self.chance.choice(label.split())
        return label.capitalize() if self.chance.random() < 0.5 else label

    def request_text(self, texts):
        chance, text = self.chance, self.chance.choice(texts)
        draw = chance.random()
        if draw < 0.25:
            text = text[:1].upper() + text[1:] + ("" if text[-1:] in ".?!" else chance.choice([".", "?", "", "!"]))
        elif draw < 0.4:
            text = text.lower().rstrip("?.!")
        elif draw < 0.45:
            text = typo(chance, text)
        elif draw < 0.52:
            text = drop_words(chance, text)
        return text

    def topic(self):
        chance = self.chance
        chosen = chance.sample(sorted(self.topics), chance.randint(2, 5))
        labels = [chance.choice(words.TOPIC_WORDS[name]) for name in chosen]
        if len(set(labels)) < len(labels):
            labels = [words.TOPIC_WORDS[name][0] + ("" if n == 0 else "s") for n, name in enumerate(chosen)]
        task = Task(
            chance.choice(words.INTENT_DESCRIPTIONS),
            self.input_name(),
            chance.choice(["Topic", *words.LABEL_OUTPUTS]),
            labels,
            lambda n: self.request_text(self.topics[chosen[n]]),
        )
        return self.maybe_arbitrary(task, 0.3)

    def support(self):
        chance = self.chance
        chosen = chance.sample(sorted(words.SUPPORT), chance.randint(2, 5))
        labels = [chance.choice(words.SUPPORT_WORDS[name]) for name in chosen]
        task = Task(
            chance.choice(words.INTENT_DESCRIPTIONS),
            self.input_name(),
            chance.choice(["Queue", "Team", *words.LABEL_OUTPUTS]),
            labels,
            lambda n: vary(chance, chance.choice(words.SUPPORT[chosen[n]])),
        )
        return self.maybe_arbitrary(task, 0.2)

    def use_groups(self, groups, names, centres):
        """From now on there are tasks over groups of alike texts, which their names describe."""
        self.groups, self.group_names = groups, names
        self.near = (centres @ centres.t()).topk(min(60, len(centres)), 1).indices.tolist()

    def group(self):
        """A few groups of texts that are alike: far from each other, or (three tenths) near each other."""
        chance = self.chance
        count, labels, chosen = chance.choice([2, 3, 3, 4, 4, 5, 5, 6, 7, 8]), [], []
        pool = chance.choice(self.near)[1:] if chance.random() < 0.3 else range(len(self.groups))
        for n in chance.sample(pool, min(len(pool), 3 * count)):
            name = chance.choice(self.group_names[n])
            if len(chosen) < count and name not in labels and not set(self.group_names[n]) & set(labels):
                labels.append(name), chosen.append(n)
        if chance.random() < 0.7:
            labels = [label.capitalize() for label in labels]
        task = Task(
            chance.choice(words.INTENT_DESCRIPTIONS),
            self.input_name(),
            chance.choice(words.LABEL_OUTPUTS),
            labels,
            lambda n: vary(chance, chance.choice(self.groups[chosen[n]])),
        )
        return self.maybe_arbitrary(task, 0.15)

    def question(self):
        """Questions and statements; the question mark is missing now and then."""
        chance = self.chance
        labels = list(chance.choice(words.QUESTION_WORDS))

        def draw(n):
            text = chance.choice(self.questions if n == 0 else self.statements)
            return vary(chance, text.rstrip("?.! ") if chance.random() < 0.3 else text)

        return self.maybe_arbitrary(
            Task(chance.choice(words.QUESTION_DESCRIPTIONS), self.input_name(), chance.choice(words.LABEL_OUTPUTS), labels, draw),
            0.1,
        )

    def two_way(self, texts, descriptions, label_pairs, output):
        chance = self.chance
        labels = list(chance.choice(label_pairs))
        return self.maybe_arbitrary(
            Task(
                chance.choice(descriptions),
                self.input_name(),
                chance.choice([output, "Label", "Answer", "Class"]),
                labels,
                lambda n: vary(chance, chance.choice(texts[n])),
            ),
            0.1,
        )

    def alike(self):
        """Made-up classes of a few words each, with arbitrary labels: only the examples can tell."""
        chance = self.chance
        classes = [chance.sample(self.common, chance.randint(2, 5)) for _ in range(chance.randint(2, 5))]

        def draw(n):
            text = chance.choices(classes[n], k=chance.randint(1, 3)) + chance.choices(self.common, k=chance.randint(0, 4))
            chance.shuffle(text)
            return " ".join(text)

        return Task(
            chance.choice(words.INTENT_DESCRIPTIONS),
            self.input_name(),
            chance.choice(words.LABEL_OUTPUTS),
            self.arbitrary(len(classes)),
            draw,
            meaningful=False,
        )

    def translation(self):
        return Task(
            self.chance.choice(words.TRANSLATION_DESCRIPTIONS),
            self.chance.choice(["English", "Input", "Sentence"]),
            "French",
            [],
            lambda _: self.chance.choice(self.french),
        )

    # --- helpers

    def input_name(self):
        return "Message" if self.chance.random() < 0.3 else self.chance.choice(words.INPUTS)

    def arbitrary(self, count):
        if self.chance.random() < 0.25:
            return [word.capitalize() for word in self.chance.sample(self.common, count)]
        return self.chance.sample(words.ARBITRARY, count)

    def maybe_arbitrary(self, task, share):
        if self.chance.random() < share:
            task.labels, task.meaningful = self.arbitrary(len(task.labels)), False
        return self.maybe_list_labels(task)

    def maybe_list_labels(self, task):
        """Half of the time the description names the labels, as most commands do."""
        if self.chance.random() < 0.3:
            listed = self.chance.sample(task.labels, len(task.labels))
            tail = ", ".join(listed[:-1]) + self.chance.choice([" or ", " and ", ", "]) + listed[-1]
            task.description = self.chance.choice(
                [f"{task.description.rstrip('.')}: {tail}.", f"{task.description} Labels: {tail}.", f"Answer with {tail}."]
            )
        return task

    MIX = (
        ("sentiment", 34),
        ("emotion", 13),
        ("intent", 15),
        ("group", 20),
        ("question", 2),
        ("topic", 3),
        ("support", 4),
        ("spam", 3),
        ("toxic", 2),
        ("headline", 1),
        ("alike", 2),
        ("translation", 1),
    )

    def any(self):
        kinds, weights = zip(*self.MIX)
        kind = self.chance.choices(kinds, weights)[0]
        if kind == "spam":
            return self.two_way(self.spam, words.SPAM_DESCRIPTIONS, words.SPAM_WORDS, "Spam")
        if kind == "headline":
            return self.two_way(self.headlines, words.INTENT_DESCRIPTIONS, words.HEADLINE_WORDS, "Kind")
        if kind == "toxic":
            return self.two_way(self.toxic, words.TOXIC_DESCRIPTIONS, words.TOXIC_WORDS, "Toxic")
        return getattr(self, kind)()
