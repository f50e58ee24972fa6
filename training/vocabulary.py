"""A vocabulary of 52,000 whole-word tokens: of the texts, of a list of frequent English words, of lexicons; and emoji."""
import collections
import re

import review_phrases
import words
from tokenizer import CHARACTERS, Tokenizer, learn_merges, split_words

VOCABULARY, PIECES = 54000, 1800


def own_words():
    """(text, how often it counts) of the project's lists, so that its words and the names in prompts are whole tokens."""
    sided = [
        words.POSITIVE,
        words.NEGATIVE,
        words.POSITIVE_NOUNS,
        words.NEGATIVE_NOUNS,
        words.POSITIVE_VERBS,
        words.NEGATIVE_VERBS,
    ]
    rows = [(f" {word}", 40) for some in sided for word in some]
    rows += [(f" {word}", 10) for some in (words.THINGS, words.PEOPLE, words.ARBITRARY) for word in some]
    rows += [(f" {form}", 40) for term in words.IDENTITIES for form in {term, term.lower(), term.capitalize()}]
    rows += [(f" {number}", 40) for number in words.TENS + words.UNITS]
    labels = [word for some in words.SENTIMENT_WORDS for word in some] + [
        word for some in words.EMOTION_WORDS.values() for word in some
    ]
    labels += [word for table in (words.SUPPORT_WORDS, words.TOPIC_WORDS) for some in table.values() for word in some]
    rows += [(f" {label}", 60) for label in labels] + [
        (f" {label}", 60) for pair in words.SPAM_WORDS + words.TOXIC_WORDS for label in pair
    ]
    names = words.INPUTS + words.SENTIMENT_OUTPUTS + words.LABEL_OUTPUTS + ["Emotion", "Spam", "Toxic", "English", "French"]
    rows += [(f"{name}:", 100) for name in names]
    pieces = {word for said in review_phrases.ALL for piece in said for word in re.sub(r"{\w+}", " ", piece).split()}
    rows += [(f" {word}", 10) for word in pieces]
    some = [
        words.SENTIMENT_DESCRIPTIONS,
        words.EMOTION_DESCRIPTIONS,
        words.INTENT_DESCRIPTIONS,
        words.SPAM_DESCRIPTIONS,
        words.TOXIC_DESCRIPTIONS,
        words.NEGATIVE_PHRASES,
        words.POSITIVE_PHRASES,
        words.NEUTRAL_PHRASES,
    ]
    return rows + [(text, 4) for texts in some for text in texts] + [("\n###\n", 1000)]


def learn_vocabulary(data, frequent, size=VOCABULARY):
    """Whole words of the texts, of `frequent` (lower case, most frequent first), of the lexicons and of the project's lists.

    Words that are none of these are cut into pieces.
    """
    counts = collections.Counter(word for text in data.everyday_texts() for word in split_words(" " + text))
    forms = collections.Counter()
    for word, count in counts.items():
        forms[word.lstrip("Ġ").lower()] += count
    worth = collections.Counter()

    def want(text, value):
        for word in split_words(text):
            if len(word) > 1:
                worth[word] = max(worth[word], value)

    for word, count in counts.items():
        is_rare_form = word[1:] != word[1:].lower() and forms[word.lstrip("Ġ").lower()] > 3 * count
        if len(word) > 1:
            worth[word] = count * (0.5 if not word.startswith("Ġ") else 0.6 if is_rare_form else 1.0)
    for word, _ in forms.most_common(7000):
        if word.isascii() and word.isalpha() and len(word) > 1:
            want(f" {word.capitalize()}", 6)  # as it starts a sentence
    frequent = [word for word in frequent if re.fullmatch(r"[a-z]+('[a-z]+)?", word)]
    for rank, word in enumerate(frequent[:40000]):
        want(f" {word}", 3.5 - rank / 1e5 if rank < 26000 else 3.1 if forms[word] > 1 else 1.0)
    for word, _ in data.lexicon():
        want(f" {word}", 15)
    for word in data.opinion_words():
        if word.isalpha():
            want(f" {word}", 4)
    for emoji in data.emoji():
        want(emoji, 8), want(f" {emoji}", 8)
    own = collections.Counter()
    for text, times in own_words():
        for word in split_words(text):
            own[word] += times
    for word, times in own.items():
        if len(word) > 1:
            worth[word] = max(worth[word], times)
    whole = sorted(worth, key=lambda word: (-worth[word], word))[: size - PIECES - len(CHARACTERS) - 1]
    known = set(whole)
    others = {word: count for word, count in counts.items() if word not in known}
    for word in frequent[:80000]:
        if f"Ġ{word}" not in known:
            others.setdefault(f"Ġ{word}", 1)
    return Tokenizer(learn_merges(others, PIECES, {word for word in known if len(word.lstrip("Ġ")) > 2}), whole)
