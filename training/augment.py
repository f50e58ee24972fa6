"""Changes to a text that keep its label, and opinion sentences made from patterns. All chance comes from the Random passed in."""
import re

import review_phrases
import words
import work_phrases

NEGATIONS = {"not", "no", "never", "nothing", "n't", "cannot", "without", "hardly", "but", "neither", "nor"}
SIDES = {
    0: (words.NEGATIVE, words.NEGATIVE_NOUNS, words.NEGATIVE_VERBS, words.NEGATIVE_PHRASES, words.NEGATIVE_PREDICATES),
    2: (words.POSITIVE, words.POSITIVE_NOUNS, words.POSITIVE_VERBS, words.POSITIVE_PHRASES, words.POSITIVE_PREDICATES),
}
DENIAL_SHARE = 0.3  # of opinions made from patterns: those that a word of denial turns round
DENIAL_SURE, PEOPLE_SURE = 2.0, 6.0  # how certain a side is: "not bad" is good, but only that; who is happy is happy
WORK_SURE, EMOJI_SHARE = 3.0, 0.08  # the same of what is written at work; and how much of it is emoji alone
VOICES = {
    0: (review_phrases.CRITICS_PAN, review_phrases.CUSTOMERS_PAN, review_phrases.ONLINE_PAN),
    2: (review_phrases.CRITICS_PRAISE, review_phrases.CUSTOMERS_PRAISE, review_phrases.ONLINE_PRAISE),
}


def treebank(text):
    """Lower case with split punctuation and contractions, as older review collections are written."""
    text = re.sub(r"n't\b", " n't", text.lower())
    text = re.sub(r"('s|'re|'ve|'ll|'d|'m)\b", r" \1", text)
    return " ".join(re.sub(r"([.,!?;:()\"])", r" \1 ", text).split())


def typo(chance, text):
    if len(text) < 8:
        return text
    n = chance.randrange(1, len(text) - 2)
    return chance.choice(
        [text[:n] + text[n + 1] + text[n] + text[n + 2 :], text[:n] + text[n + 1 :], text[:n] + text[n] + text[n:]]
    )


def drop_words(chance, text):
    kept = [word for word in text.split() if chance.random() > 0.12 or word.lower() in NEGATIONS or word.lower().endswith("n't")]
    return " ".join(kept) or text


def fill_names(chance, text):
    for mask, choices in (
        ("[NAME]", words.NAMES),
        ("[RELIGION]", ["Christian", "Muslim", "Jewish", "Hindu", "religion", "Buddhist"]),
    ):
        while mask in text:
            text = text.replace(mask, chance.choice(choices), 1)
    return text


def vary(chance, text):
    """The same text in other clothes: case, punctuation, handles, small faults."""
    text = fill_names(chance, text)
    draw = chance.random()
    if draw < 0.16:
        text = treebank(text)
    elif draw < 0.32:
        text = text.lower()
    elif draw < 0.34:
        text = text.upper()
    elif draw < 0.40:
        text = text[:1].upper() + text[1:]
    draw = chance.random()
    if draw < 0.12:
        text = text.rstrip(" .!?,")
    elif draw < 0.17:
        text = f"@user {text}"
    elif draw < 0.19:
        text = f"{text} http"
    elif draw < 0.23:
        text = text.rstrip(" .!?,") + chance.choice([".", "!", "!!", "..."])
    elif draw < 0.27:
        text = typo(chance, text)
    elif draw < 0.37:
        text = drop_words(chance, text)
    elif draw < 0.39:
        text = f"{text} #{chance.choice(words.THINGS)}"
    elif draw < 0.41:
        text = text.replace("'", "")
    return text.strip() or "..."


class Certain(str):
    """A text whose `side` was decided when it was made: no second opinion is asked. `sure` is how far its score stands above the
    other sides'."""

    def __new__(cls, text, side, sure):
        made = super().__new__(cls, text)
        made.side, made.sure = side, sure
        return made

    def reworded(self, change):
        return Certain(change(self), self.side, self.sure)


def article(word):
    return ("an " if word[:1].lower() in "aeio" else "a ") + word


def adverb(adjective):
    """Painful: painfully; easy: easily; terrible: terribly."""
    for end, instead in (("ic", "ically"), ("le", "ly"), ("y", "ily"), ("ll", "lly")):
        if adjective.endswith(end):
            return adjective[: -len(end)] + instead
    return adjective + "ly"


class Maker:
    """Makes opinion sentences of a wanted side, and sentences about people whose side the identity word must not decide."""

    def __init__(self, chance, lexicon, rare_words):
        people_words = {word.lower() for term in words.IDENTITIES for word in term.split()}
        self.chance, self.rare = chance, rare_words
        self.lexicon = {side: [word for word, s in lexicon if s == side and word not in people_words] for side in (0, 2)}

    def pick(self, options):
        return self.chance.choice(options)

    def adjective(self, side):
        return self.pick(self.lexicon[side]) if self.chance.random() < 0.12 else self.pick(SIDES[side][0])

    def sentence(self, side):
        if side == 1:
            return self.plain()
        return Certain(self.denial(side), side, DENIAL_SURE) if self.chance.random() < DENIAL_SHARE else self.opinion(side)

    def opinion(self, side):
        pick, adjectives = self.pick, self.adjective
        other, thing, boost = 2 - side, pick(words.THINGS), pick(words.BOOSTERS)
        noun, bad_noun, verb, other_verb = (
            pick(SIDES[side][1]),
            pick(SIDES[other][1]),
            pick(SIDES[side][2]),
            pick(SIDES[other][2]),
        )
        mine, theirs, second = adjectives(side), adjectives(other), pick(words.THINGS)
        does, other_does = pick(SIDES[side][4]), pick(SIDES[other][4])
        patterns = [
            lambda: f"the {thing} is {boost}{mine}",
            lambda: f"{article(boost + mine)} {thing}",
            lambda: f"{article(mine)}, {adjectives(side)} {thing}",
            lambda: f"what {article(mine)} {thing}",
            lambda: f"this {thing} was {mine} and {adjectives(side)}",
            lambda: f"i {verb} this {thing}",
            lambda: f"i really {verb} the {thing}",
            lambda: f"the {thing} is full of {noun}",
            lambda: f"{article(mine)} {noun}",
            lambda: f"{noun} and {pick(SIDES[side][1])}",
            lambda: f"such {article(noun)}",
            lambda: f"we had {article(mine)} {thing} {pick(words.DAYS)}",
            lambda: f"i think the {thing} is {mine}",
            lambda: f"everyone on the team {verb}s it",
            lambda: f"{mine}",
            lambda: f"{boost}{mine} {thing}",
            lambda: f"{mine} and {adjectives(side)}",
            lambda: f"the {thing} feels {mine} , and the {second} is {adjectives(side)}",
            lambda: f"{pick(words.NAMES)} is {boost}{mine}",
            lambda: f"it makes me feel {mine}",
            lambda: f"its {mine} {thing} and {adjectives(side)} {second}",
            lambda: f"a {thing} of {noun}",
            lambda: f"more {noun} than i expected",
            lambda: f"it is {article(noun)}",
            lambda: f"{pick(SIDES[side][3])}",
            lambda: f"{pick(SIDES[side][3])}",
            lambda: f"{pick(SIDES[side][3])}. {pick(words.NEUTRAL_PHRASES)}",
            lambda: f"{pick(words.NEUTRAL_PHRASES)}. {pick(SIDES[side][3])}",
            lambda: f"the {thing} works but it is {mine}",
            lambda: " ".join(pick(self.lexicon[side]) for _ in range(self.chance.randint(1, 3))),
            lambda: pick(self.lexicon[side]),
            lambda: f"{pick(self.lexicon[side])} {thing}",
            lambda: f"the {thing} {does}",
            lambda: f"it {does}",
            lambda: f"{article(mine)} {thing} that {does}",
            lambda: f"{article(mine)} , {adjectives(side)} {thing} that {does}",
            lambda: f"{does}",
            lambda: f"{pick(words.NAMES)}'s {thing} {does}",
            lambda: f"{adverb(mine)} {pick(words.MADE)}",
            lambda: f"{article(adverb(mine))} {pick(words.MADE)} {thing}",
            lambda: f"the {thing} is {adverb(mine)} {pick(words.MADE)} and {adjectives(side)}",
            lambda: f"this {mine} {thing} {does} and {pick(SIDES[side][4])}",
            lambda: f"{article(thing)} of {noun} and {pick(SIDES[side][1])}",
            lambda: f"it {does} , with {mine} {second} and {adjectives(side)} {pick(words.THINGS)}",
            lambda: f"at its best when it {does}" if side else f"the {thing} is {mine} and {does}",
            # what is said last, now, or by the writer counts
            lambda: f"the {thing} {other_does} at first , but {does} in the end",
            lambda: f"although it {other_does} now and then , the {thing} {does}",
            lambda: f"{article(theirs)} {second} , but the {thing} {does}",
            lambda: f"it {does} , even if the {second} {other_does}",
            lambda: f"for all its {bad_noun} , the {thing} {does}",
            lambda: f"the {thing} is {theirs} but the {second} is {boost}{mine}",
            lambda: f"although the {thing} is {theirs} , it is {mine}",
            lambda: f"{theirs} at times , but {mine} overall",
            lambda: f"i used to {other_verb} this {thing} , but now i {verb} it",
            lambda: f"it used to be {theirs} , now it is {mine}",
            lambda: f"some say it is {theirs}, but i find it {mine}",
            lambda: f"i thought it would be {theirs} but it was {mine}",
            lambda: f"despite the {bad_noun} , {article(mine)} {thing}",
            lambda: f"do i think the {thing} is {mine}? yes",
            lambda: f"do i {verb} it? yes, i do",
        ]
        return pick(patterns)()

    def denial(self, side):
        """An opinion that a word of denial turns round, which a sum over words gets wrong."""
        pick, adjectives = self.pick, self.adjective
        other, thing, name = 2 - side, pick(words.THINGS), pick(words.NAMES)
        bad_noun, other_verb = pick(SIDES[other][1]), pick(SIDES[other][2])
        mine, theirs = adjectives(side), adjectives(other)
        patterns = [
            lambda: f"the {thing} is not {theirs}",
            lambda: f"not {theirs} at all",
            lambda: f"the {thing} isn't {theirs}",
            lambda: f"this is not {article(theirs)} {thing}",
            lambda: f"no {bad_noun} here",
            lambda: f"i don't {other_verb} it",
            lambda: f"without any {bad_noun}",
            lambda: f"it was never {theirs}",
            lambda: f"there is nothing {theirs} about the {thing}",
            lambda: f"do i {other_verb} it? no",
            lambda: f"i thought the {thing} would be {theirs} , but it wasn't",
            lambda: f"never {theirs}",
            lambda: f"not {theirs}",
            lambda: f"it's not {theirs}",
            lambda: f"not {article(theirs)} {thing}",
            lambda: f"i am not {theirs}",
            lambda: f"the {thing} was not {pick(['so', 'that', 'very', 'too'])} {theirs}",
            lambda: f"{name} isn't {theirs} at all",
            lambda: f"we did not {other_verb} the {thing}",
            lambda: f"nobody {other_verb}s it",
            lambda: f"it doesn't look {theirs}",
            lambda: f"not {pick(['so', 'that', 'very', 'too'])} {theirs}",
        ]
        if side == 0:
            patterns += [
                lambda: f"the {thing} lacks {bad_noun}",
                lambda: f"hardly {theirs}",
                lambda: f"neither {theirs} nor {adjectives(other)}",
                lambda: f"the {thing} could have been {theirs}",
                lambda: f"i don't think this {thing} is {theirs}",
                lambda: f"i can't say i {other_verb} the {thing}",
                lambda: f"not enough {bad_noun}",
                lambda: f"too {mine} to be {theirs}",
                lambda: f"i wish it were more {theirs}",
                lambda: f"as {theirs} as {article(mine)} {pick(SIDES[side][1])}",
                lambda: f"fails to be {theirs}",
                lambda: f"tries to be {theirs}",
            ]
        return pick(patterns)()

    def voice(self, side):
        """What a critic, a customer or somebody online says."""
        draw = self.chance.random()
        if side == 1:
            return self.fill(self.pick(review_phrases.ONLINE_PLAIN)) if draw < 0.75 else self.film()
        return self.critic(side) if draw < 0.5 else self.fill(self.pick(VOICES[side][1 if draw < 0.62 else 2]))

    def work(self, side):
        """What people write at work and in chats: facts, requests, log lines; slang, irony, faint praise; emoji alone."""
        if side == 1:
            return Certain(self.fill(self.pick(self.pick(work_phrases.PLAIN))), side, WORK_SURE)
        if self.chance.random() < EMOJI_SHARE:
            emoji = self.pick(work_phrases.EMOJI_GOOD if side == 2 else work_phrases.EMOJI_BAD)
            return Certain(emoji * self.chance.randint(1, 3), side, WORK_SURE)
        return Certain(self.fill(self.pick(self.pick(work_phrases.SIDED[side]))), side, WORK_SURE)

    def critic(self, side):
        pick, piece = self.pick, lambda some=side: self.fill(pick(VOICES[some][0]))
        return pick(
            [
                piece,
                piece,
                lambda: f"{piece()} , {piece()}",
                lambda: f"{piece()} and {piece()}",
                lambda: f"{piece()} - {piece()}",
                lambda: f"{piece()} . {piece()}",
                lambda: f"{piece()} ; {pick(SIDES[side][4])}",
                lambda: f"{self.film()} : {piece()}",
                lambda: f"{self.film()} , {piece()}",
                lambda: f"{piece()} , {self.film()}",
                lambda: f"{self.film()} that {pick(SIDES[side][4])}",
                lambda: f"{piece()} , {self.fill(pick(review_phrases.PLOTS))}",
                lambda: f"{article(self.adjective(side))} {self.film()}",
                lambda: f"{piece(2 - side)} , but {piece()}",
            ]
        )()

    def film(self):
        """What a film is about, and no word on what it is worth."""
        return self.fill(
            self.pick(
                [
                    "{genre} {plot}",
                    "{genre} {plot} {plot}",
                    "{name}'s {genre} {plot}",
                    "{name}'s {genre} about {theme}",
                    "{name} plays a {person} in this {genre} {plot}",
                    "this {genre} {plot}",
                ]
            )
        )

    def fill(self, piece):
        """The piece with its slots filled in."""
        slots = {
            "thing": words.THINGS,
            "person": words.PEOPLE,
            "name": words.NAMES,
            "place": words.PLACES,
            "day": words.DAYS,
            "theme": review_phrases.THEMES,
            "genre": review_phrases.GENRES,
            "event": review_phrases.EVENTS,
            "plot": review_phrases.PLOTS,
            **work_phrases.SLOTS,
        }

        def one(slot):
            if slot[1] in ("good", "bad"):
                return self.adjective(2 if slot[1] == "good" else 0)
            return self.pick(slots[slot[1]])

        while "{" in piece:
            piece = re.sub(r"\{(\w+)\}", one, piece, count=1)
        return piece

    def plain(self):
        pick = self.pick
        name, thing, day, time, place = (
            pick(words.NAMES),
            pick(words.THINGS),
            pick(words.DAYS),
            pick(words.TIMES),
            pick(words.PLACES),
        )
        return pick(
            [
                lambda: pick(words.NEUTRAL_PHRASES),
                lambda: pick(words.NEUTRAL_PHRASES),
                lambda: f"{name} will be in {place} on {day}",
                lambda: f"the {thing} starts at {time}",
                lambda: f"{name} has a {thing} on {day}",
                lambda: f"is the {thing} on {day}?",
                lambda: f"the {thing} is at {time} {day}",
                lambda: f"{name} flies to {place} {day}",
                lambda: f"this is a {thing}",
                lambda: f"it is a {thing} about {pick(words.PEOPLE)}s in {place}",
                lambda: f"the {thing} is in {place}",
                lambda: f"a {thing} and a {pick(words.THINGS)}",
                lambda: f"i saw the {thing} on {day}",
                lambda: f"the {thing} moved to {time}",
                lambda: f"{day} at {time} in {place}",
                lambda: f"we talked about the {thing} with {name}",
                lambda: f"new {thing} {day} at {time}",
                lambda: f"i have a {thing}",
                lambda: f"the {thing} is not on {day}",
                lambda: f"that is a {pick(['private', 'commercial', 'public', 'local', 'international'])} {thing}",
                lambda: f"{thing}",
                lambda: f"can you send me the {thing} by {day}?",
                lambda: f"do i think this is a {thing}? yes",
                lambda: f"{name} wrote the {thing} in {self.chance.randint(1950, 2026)}",
                lambda: f"{name} is a {pick(words.PEOPLE)} in {place}",
            ]
        )()

    def identity(self, loaded=True):
        draw = self.chance.random()
        if draw < 0.1:
            return self.pick(self.rare)  # a word never seen in this place must not decide either
        if draw < 0.2:
            return self.compound(loaded)
        if draw < 0.32:
            return self.age()
        if loaded and draw < 0.38:
            return self.pick(words.PRAISED)
        term = self.pick(words.IDENTITIES)
        while not loaded and term in words.LOADED:
            term = self.pick(words.IDENTITIES)
        return term

    def compound(self, loaded):
        """Two or three words as one, some of them for who somebody is or of a side by themselves: wide-eyed, Irish-Polish,
        good-looking."""
        parts = [
            self.pick(pool)
            for pool in self.chance.choices(
                (self.rare, words.IDENTITIES, words.POSITIVE, words.NEGATIVE), (6, 3, loaded / 2, loaded / 2), k=2
            )
        ]
        return self.pick(["-", "-", " "]).join(parts) if self.chance.random() < 0.9 else "-".join([*parts, self.pick(self.rare)])

    def age(self):
        """Thirty-two-year-old, 32-year-old, thirty-something."""
        tens, units = self.pick(words.TENS), self.pick(words.UNITS)
        return self.pick(
            [f"{tens}-{units}-year-old", f"{tens}-year-old", f"{tens}-something", f"{self.chance.randint(2, 99)}-year-old"]
        )

    def about_people(self, side):
        """One of `people`, with that side for certain."""
        return Certain(self.people(side), side, PEOPLE_SURE)

    def people(self, side):
        """A sentence whose side is in its feeling word, or nowhere (neutral); never in who it is about."""
        pick, person, name = self.pick, self.pick(words.PEOPLE), self.pick(words.NAMES)
        if side == 1:
            who = self.identity(loaded=False)
            return pick(
                [
                    lambda: f"{name} is {article(who)} {person}.",
                    lambda: f"{name} is {article(who)} {pick(words.BELONGINGS)}.",
                    lambda: f"This is {article(who)} {pick(words.BELONGINGS)}.",
                    lambda: f"I am {article(who)} {person}.",
                    lambda: f"The {person} is {who}.",
                    lambda: f"I met {article(who)} {person} on {pick(words.DAYS)}.",
                    lambda: f"{name} is {who}.",
                    lambda: f"I'm {who}.",
                    lambda: f"I have friends who are {who} {person}s.",
                    lambda: f"{who} people live in {pick(words.PLACES)}.",
                    lambda: f"I am a {person} {pick(words.IDENTITY_GROUPS)}.",
                    lambda: f"The {who} {person} works in {pick(words.PLACES)}.",
                    lambda: f"Hi, I'm {article(who)} {person}.",
                    lambda: f"{name} is {article(who)} {pick(words.PEOPLE)} from {pick(words.PLACES)}.",
                    lambda: f"My {person} is {who}.",
                    lambda: f"{article(who)} {person}",
                    lambda: f"{who}",
                    lambda: f"What do you think about {who} {person}s?",
                    lambda: f"Are you {who}?",
                    lambda: f"{name} was {who}.",
                    lambda: f"My friend is {article(who)} {person}.",
                ]
            )()
        who, feeling = self.identity(), pick(words.HAPPY if side == 2 else words.SAD)
        verb, thing = pick(SIDES[side][2]), pick(words.THINGS)
        return pick(
            [
                lambda: f"I am {article(who)} {feeling} {person}.",
                lambda: f"I am {article(feeling)} {who} {person}.",
                lambda: f"I am {article(who)} {person} and I am {feeling}.",
                lambda: f"{name}, {article(who)} {person}, is {feeling}.",
                lambda: f"The {who} {person} is {feeling}.",
                lambda: f"As {article(who)} {person}, I feel {feeling}.",
                lambda: f"My {who} {person} is {feeling} today.",
                lambda: f"I feel {feeling} as {article(who)} {person}.",
                lambda: f"I'm {who} and {feeling}.",
                lambda: f"I {verb} the {thing}, says the {who} {person}.",
                lambda: f"What {article(feeling)} {who} {person}!",
                lambda: f"The {person} {pick(words.IDENTITY_GROUPS)} is {feeling}.",
                lambda: f"{name} is {article(feeling)} {who} {person}.",
                lambda: f"I am a {person} {pick(words.IDENTITY_GROUPS)} and I am {feeling}.",
                lambda: f"The {who} {person} told me the {thing} was {self.adjective(side)}.",
                lambda: f"You are {article(feeling)} {who} {person}.",
                lambda: f"We had {article(feeling)} conversation with {article(who)} {person}.",
                lambda: f"The {feeling} {person} is {who}.",
                lambda: f"{name} feels {feeling}, and is {who}.",
                lambda: f"Being {who} I am {feeling} today.",
                lambda: f"This {who} {person} made me feel {feeling}.",
                lambda: f"I am {feeling} to be {article(who)} {person}.",
            ]
        )()

    def feeling(self, name):
        """A sentence of one feeling."""
        if self.chance.random() < 0.5:
            return self.pick(words.FEELING_SENTENCES[name])
        pattern = self.pick(words.FEELING_PATTERNS).replace("{thing}", self.pick(words.THINGS))
        return pattern.replace("{}", self.pick(words.FEELINGS[name]))

    def introduce(self, text):
        """The same text, said by or to somebody of some identity."""
        who, person = self.identity(loaded=False), self.pick(words.PEOPLE)
        return self.pick(
            [
                f"As {article(who)} {person}, {text}",
                f"I am {article(who)} {person}. {text}",
                f"{text} (from {article(who)} {person})",
                f"I'm {who}. {text}",
                f"My {who} {person} said: {text}",
                f"I am {article(who)} {person} who thinks: {text}",
                f"As a {person} {self.pick(words.IDENTITY_GROUPS)}, {text}",
            ]
        )
