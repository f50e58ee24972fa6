"""A byte-level BPE of our own: learn it from texts, write it as a Hugging Face tokenizer.json, encode with it."""
import collections
import heapq
import json

import regex  # Debian: python3-regex

END_OF_TEXT = "<|endoftext|>"
# GPT-2's way to cut text into words, which the ByteLevel pre-tokenizer uses
WORD = regex.compile(r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")


def byte_characters():
    """GPT-2's printable character for each byte."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in printable]
    return {**{byte: chr(byte) for byte in printable}, **{byte: chr(256 + n) for n, byte in enumerate(others)}}


CHARACTERS = byte_characters()
BYTES = {character: byte for byte, character in CHARACTERS.items()}


def split_words(text):
    return ["".join(CHARACTERS[byte] for byte in word.encode()) for word in WORD.findall(text)]


def learn_merges(counts, size, whole=frozenset(), least=3):
    """Merges of the most frequent pairs. `counts`: words in byte characters -> how often; nothing of `whole` is made."""
    words = [(list(word), count) for word, count in sorted(counts.items())]
    pairs, places = collections.Counter(), collections.defaultdict(set)
    for n, (word, count) in enumerate(words):
        for pair in zip(word, word[1:]):
            pairs[pair] += count
            places[pair].add(n)
    heap, merges = [(-count, pair) for pair, count in pairs.items()], []
    heapq.heapify(heap)
    while len(merges) < size and heap:
        count, pair = heapq.heappop(heap)
        if -count != pairs.get(pair, 0):  # stale: put it back with today's count
            if pairs.get(pair, 0) > 0:
                heapq.heappush(heap, (-pairs[pair], pair))
            continue
        if -count < least:
            break
        if pair[0] + pair[1] in whole:
            pairs.pop(pair)
            continue
        merges.append(pair)
        touched = set()
        for n in places.pop(pair, ()):
            word, times = words[n]
            for old in zip(word, word[1:]):
                pairs[old] -= times
            merged, k = [], 0
            while k < len(word):
                step = 2 if k + 1 < len(word) and (word[k], word[k + 1]) == pair else 1
                merged.append("".join(word[k : k + step]))
                k += step
            words[n] = (merged, times)
            for new in zip(merged, merged[1:]):
                pairs[new] += times
                places[new].add(n)
                touched.add(new)
        pairs.pop(pair, None)
        for new in touched:
            if pairs[new] > 0:
                heapq.heappush(heap, (-pairs[new], new))
    return merges


class Tokenizer:
    """Encodes and decodes as `@huggingface/tokenizers` does with the same tokenizer.json.

    Frequent words are tokens by themselves (`ignore_merges`); only others are cut into pieces, and no piece of three letters or more is
    spelled like a word. So "badminton" has nothing of "bad", and what a word means is not blurred by the words that it begins.
    """

    def __init__(self, merges, whole=()):
        self.merges = [tuple(merge) for merge in merges]
        self.ids = {character: n for n, character in enumerate(sorted(CHARACTERS.values()))}
        for token in [left + right for left, right in self.merges] + list(whole):
            self.ids.setdefault(token, len(self.ids))
        self.end = len(self.ids)
        self.names = {n: name for name, n in self.ids.items()}
        self.ranks = {merge: n for n, merge in enumerate(self.merges)}
        self.cache = {}

    def __len__(self):
        return self.end + 1

    @staticmethod
    def learn(texts, size, pieces):
        """`size` tokens in all, of which at most `pieces` are merged ones."""
        counts = collections.Counter()
        for text, times in texts:
            for word in split_words(text):
                counts[word] += times
        by_count = sorted((word for word in counts if len(word) > 1), key=lambda word: (-counts[word], word))
        whole = by_count[: size - pieces - len(CHARACTERS) - 1]
        known = set(whole)
        others = {word: count for word, count in counts.items() if word not in known}
        merges = learn_merges(others, pieces, {word for word in known if len(word.lstrip("Ġ")) > 2})
        return Tokenizer(merges, whole)

    @staticmethod
    def load(path):
        with open(path, encoding="utf-8") as file:
            model = json.load(file)["model"]
        merges = [merge.split(" ") if isinstance(merge, str) else merge for merge in model["merges"]]
        return Tokenizer(merges, [word for word in sorted(model["vocab"], key=model["vocab"].get) if word != END_OF_TEXT])

    def encode(self, text):
        ids = []
        for word in split_words(text):
            if word not in self.cache:
                self.cache[word] = self.encode_word(word)
            ids += self.cache[word]
        return ids

    def encode_word(self, word):
        if word in self.ids:
            return [self.ids[word]]
        parts = list(word)
        while len(parts) > 1:
            rank, n = min((self.ranks.get(pair, 1 << 30), n) for n, pair in enumerate(zip(parts, parts[1:])))
            if rank == 1 << 30:
                break
            parts[n : n + 2] = [parts[n] + parts[n + 1]]
        return [self.ids[part] for part in parts]

    def decode(self, ids):
        return bytes(BYTES[c] for n in ids if n != self.end for c in self.names[n]).decode("utf-8", "replace")

    def as_hugging_face(self):
        """The contents of tokenizer.json."""
        byte_level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
        end = {
            "id": self.end,
            "content": END_OF_TEXT,
            "single_word": False,
            "lstrip": False,
            "rstrip": False,
            "normalized": False,
            "special": True,
        }
        model = {
            "type": "BPE",
            "dropout": None,
            "unk_token": None,
            "continuing_subword_prefix": "",
            "end_of_word_suffix": "",
            "fuse_unk": False,
            "byte_fallback": False,
            "ignore_merges": True,
            "vocab": {**self.ids, END_OF_TEXT: self.end},
            "merges": [f"{left} {right}" for left, right in self.merges],
        }
        return {
            "version": "1.0",
            "truncation": None,
            "padding": None,
            "added_tokens": [end],
            "normalizer": None,
            "pre_tokenizer": byte_level,
            "post_processor": byte_level,
            "decoder": byte_level,
            "model": model,
        }
