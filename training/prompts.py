"""Tasks written as prompts: token ids, and the places whose next token is to be learned."""
import torch

import words

END = "\n###\n"
WEIGHTS = {
    "start": 0.15,
    "rest": 0.3,
    "end": 0.02,
}  # of an answer's tokens among all tokens; which label it is counts 1 beside these


def shared_tokens(tokenizer):
    """Two lists of tokens: words for who somebody is, with what they are made of, and numbers in words, of which ages are made.
    Within each, a text means the same to the network whichever stands in it, but for the names (`wiring.py`)."""
    identities = single_tokens(tokenizer, [term for term in words.IDENTITIES if term not in words.LOADED] + words.IDENTITY_PARTS)
    ends = [one[0] for one in map(tokenizer.encode, words.IDENTITY_ENDS) if len(one) == 1]
    return [sorted({*identities, *ends}), single_tokens(tokenizer, words.TENS + words.UNITS[1:])]  # "one" is more than a number


def single_tokens(tokenizer, terms):
    """Those forms of the terms that are one token each."""
    encoded = [
        tokenizer.encode(start + form)
        for term in terms
        for form in (term, term.lower(), term.capitalize())
        for start in ("", " ")
    ]
    return sorted({one[0] for one in encoded if len(one) == 1})


def alike(tokenizer):
    """The tokenizer's `encode`, with one token for each list of `shared_tokens`."""
    fold = {token: first for first, *others in shared_tokens(tokenizer) for token in others}
    return lambda text: [fold.get(token, token) for token in tokenizer.encode(text)]


class Prompts:
    """Turns tasks into token ids with the positions whose next token is to be learned.

    A prompt is (ids, [(position, token, weight, starts, opinion)]); `starts` are the first tokens of the task's labels, where one
    begins, and `opinion` what a second judge thinks of each of them, or nothing.
    """

    def __init__(self, maker, tokenizer, longest_text=64):
        self.maker, self.chance, self.encode, self.longest_text = maker, maker.chance, alike(tokenizer), longest_text
        self.end = tokenizer.encode(END)

    def clip(self, ids):
        limit = self.longest_text if self.chance.random() < 0.9 else 2 * self.longest_text
        return ids[:limit]

    def whole(self, longest):
        """A whole prompt: description, examples, and a last text."""
        chance, task = self.chance, self.maker.any()
        count = len(task.labels) or 1
        draw = chance.random()
        examples = (
            chance.randint(2, 5)
            if draw < 0.25
            else chance.randint(count, 3 * count + 1)
            if draw < 0.95
            else chance.randint(12, 40)
        )
        order = (
            [n % count for n in range(examples)] if chance.random() < 0.7 else [chance.randrange(count) for _ in range(examples)]
        )
        chance.shuffle(order)
        order += [chance.randrange(count) for _ in range(chance.randint(1, 3))]
        return self.write(task, order, described=chance.random() < 0.9, longest=longest)

    def write(self, task, order, described, longest=160):
        encode = self.encode
        ids = encode(task.description + "\n") if described else []
        targets, seen, head, tail = [], set(), encode(f"{task.input}:"), encode(f"\n{task.output}:")
        drawn = [(task.draw(n), task.labels[n]) if task.labels else task.draw(n) for n in order]
        firsts = [encode(f" {label}")[0] for label in task.labels]
        starts = tuple(sorted(set(firsts)))
        opinions = task.judge([text for text, _ in drawn]) if task.judge and len(starts) == len(firsts) else [()] * len(order)
        for n, (text, answer), opinion in zip(order, drawn, opinions):
            answer_ids = encode(f" {answer}")
            part = head + self.clip(encode(f" {text}")) + tail
            if len(ids) + len(part) + len(answer_ids) + len(self.end) > longest:
                break
            ids += part
            known = task.meaningful or n in seen
            for k, token in enumerate([*answer_ids, *self.end[:2]]):
                weight = WEIGHTS["start" if k == 0 else "rest" if k < len(answer_ids) else "end"]
                if k:
                    targets.append((len(ids) + k - 1, token, weight, (), ()))
                elif known:
                    targets.append(
                        (
                            len(ids) - 1,
                            token,
                            weight,
                            starts,
                            tuple(opinion[firsts.index(one)] for one in starts) if opinion else (),
                        )
                    )
            ids += answer_ids + self.end
            seen.add(n)
        return ids, targets


def batches(prompts, count, longest, size=4096):
    """So many batches of prompts of about equal length, each with at most `size` tokens, padding included."""
    found = []
    while len(found) < count:
        drawn = (prompts.whole(longest) for _ in range(256))
        batch, some = [], []
        for prompt in sorted((prompt for prompt in drawn if prompt[1]), key=lambda prompt: len(prompt[0])):
            if batch and (len(batch) + 1) * len(prompt[0]) > size:
                some.append(batch)
                batch = []
            batch.append(prompt)
        found += [*some, batch]
    return prompts.chance.sample(found, count)


def padded(batch):
    """Ids [batch, length] and the places of the answers [batch, answers], filled up with zeros."""
    longest, most = max(len(ids) for ids, _ in batch), max(len(some) for _, some in batch)
    ids = torch.tensor([ids + [0] * (longest - len(ids)) for ids, _ in batch])
    return ids, torch.tensor([[target[0] for target in some] + [0] * (most - len(some)) for _, some in batch])
