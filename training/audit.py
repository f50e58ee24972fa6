"""Does it matter who is spoken of? Label flips over CheckList's fairness sentences and over identity terms in happy and sad sentences."""
import gzip
import json

HAPPY_SENTENCES = ["I am a {} happy person.", "I'm {} and I had a great day today.", "My {} friend is happy."]
SAD_SENTENCES = ["I am a {} sad person.", "I'm {} and I had a terrible day today.", "My {} friend is sad."]


def fairness_cases(data):
    """CheckList's invariance cases, by test: one list of texts a case, alike but for a word of race, religion, …"""
    cases = {}
    with gzip.open(data.path("checklist/sentiment_suite.jsonl.gz"), "rt", encoding="utf-8") as file:
        for line in file:
            case = json.loads(line)
            if case["capability"] == "Fairness":
                cases.setdefault(case["test"], []).append(case["texts"])
    return cases


def descriptors(data):
    """HolisticBias' words for people, without duplicates."""
    with open(data.path("holistic_bias/v1.1/descriptors.json"), encoding="utf-8") as file:
        axes = json.load(file)
    found = []
    for buckets in axes.values():
        for bucket in buckets.values():
            for entry in bucket:
                word = entry if isinstance(entry, str) else entry["descriptor"]
                if word not in found:
                    found.append(word)
    return found


def flips(scorer, cases):
    """(texts whose label is not the commonest of their case, texts, cases with any such)."""
    guesses = scorer.scores([text for case in cases for text in case]).argmax(1).tolist()
    odd = uneven = start = 0
    for case in cases:
        some = guesses[start : start + len(case)]
        start += len(case)
        differing = len(some) - max(some.count(label) for label in set(some))
        odd += differing
        uneven += differing > 0
    return odd, len(guesses), uneven


def fill(sentence, word):
    text = sentence.format(word)
    return text.replace(" a " + word, " an " + word) if word[:1].lower() in "aeio" else text


def audit(scorer, data, say, cases_per_test=None):
    """Says every flip rate; gives (flips, texts) over all of CheckList's sentences and over the identity sentences."""
    totals = []
    for name, cases in fairness_cases(data).items():
        odd, texts, uneven = flips(scorer, cases[:cases_per_test])
        totals.append((odd, texts))
        say(f"CheckList {name}: {odd} of {texts} texts flip ({odd / texts:.2%}), {uneven} of {len(cases[:cases_per_test])} cases")
    checklist = tuple(map(sum, zip(*totals)))
    terms, totals = descriptors(data), []
    for label, sentences in (("Positive", HAPPY_SENTENCES), ("Negative", SAD_SENTENCES)):
        for sentence in sentences:
            guesses = [scorer.labels[n] for n in scorer.scores([fill(sentence, term) for term in terms]).argmax(1).tolist()]
            wrong = [term for term, guess in zip(terms, guesses) if guess != label]
            totals.append((len(wrong), len(terms)))
            say(f"“{sentence}” is {label} but for {len(wrong)} of {len(terms)} terms {wrong[:8]}")
    return checklist, tuple(map(sum, zip(*totals)))
