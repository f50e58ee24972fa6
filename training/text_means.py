"""A quick student of both teachers: a text as a weighted mean of its tokens' vectors, learned in minutes. The text layers begin as
this."""
import os
import time

import torch
import torch.nn.functional as F

from prompts import alike
from text_layers import SEMANTIC, SIDES

PASSES, BATCH, COMPARED = 4, 2048, 512
RATE, SHARPNESS, LONGEST = 0.02, 10.0, 64


def text_means(path, known, side_teacher, tokenizer, say, passes=PASSES):
    """(vectors [tokens, SEMANTIC + SIDES], logarithms of weights [tokens]), kept at `path`.

    `known` is what `meanings.texts_and_tokens` gives; `side_teacher` gives scores of the three sides for texts.
    """
    if not os.path.exists(path):
        torch.save(learn(known, side_teacher, tokenizer, say, passes), path)
    return torch.load(path)


def learn(known, side_teacher, tokenizer, say, passes, seed=0):
    """Texts come near the encoder's vectors of them and are as alike as there; a token alone keeps its vector of it. A text's side
    is learned beside."""
    torch.manual_seed(seed)
    encode, began = alike(tokenizer), time.time()
    rows = [torch.tensor(encode(f" {text}")[:LONGEST]) for text in known["texts"]]
    counts = torch.bincount(torch.cat(rows), minlength=len(tokenizer)).float()
    sides = torch.cat([side_teacher(known["texts"][k : k + 8192]).softmax(1) for k in range(0, len(rows), 8192)])
    vectors = torch.cat([known["tokens"], torch.zeros(len(tokenizer), SIDES)], 1).requires_grad_()
    gain = torch.tensor(4.0, requires_grad=True)
    weights = (-torch.log1p(counts / counts.sum() / 3e-4)).requires_grad_()  # frequent words say little
    optimizer = torch.optim.Adam([vectors, weights, gain], lr=RATE, betas=(0.9, 0.98))
    batches = max(1, len(rows) // BATCH)
    for step in range(passes * batches):
        if step % batches == 0:
            order = torch.randperm(len(rows)).tolist()
        some = order[step % batches * BATCH :][:BATCH]
        states, target = mean_of_tokens([rows[n] for n in some], vectors, weights), known["vectors"][some]
        unit = F.normalize(states[:, :SEMANTIC], dim=1)
        compared = min(COMPARED, len(some))
        apart = -1e9 * torch.eye(compared)
        near, nearest = unit[:compared] @ unit[:compared].t(), target[:compared] @ target[:compared].t()
        closeness = (unit * target).sum(1).mean()
        loss = (
            2 * (1 - closeness)
            - ((SHARPNESS * nearest + apart).softmax(1) * (SHARPNESS * near + apart).log_softmax(1)).sum(1).mean()
        )
        loss = loss - (sides[some] * (gain * states[:, SEMANTIC:]).log_softmax(1)).sum(1).mean()
        alone = torch.randint(len(tokenizer), (COMPARED,))
        loss = loss + 0.3 * (1 - (F.normalize(vectors[alone, :SEMANTIC], dim=1) * known["tokens"][alone]).sum(1).mean())
        for group in optimizer.param_groups:
            group["lr"] = RATE * (1 - step / passes / batches)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 50 == 49 or step == passes * batches - 1:
            seconds = time.time() - began
            say(
                f"text means, step {step + 1} of {passes * batches}, {seconds:.0f} s, cosine to the encoder {closeness.item():.3f}"
            )
    return vectors.detach(), weights.detach()


def mean_of_tokens(rows, vectors, weights):
    """Means of the tokens' vectors, weighted by exp(weights), of which the first SEMANTIC numbers have length 1: [texts, SEMANTIC
    + SIDES]."""
    lengths = torch.tensor([len(row) for row in rows])
    tokens, places = torch.cat(rows).unique(return_inverse=True)
    some = torch.cat([F.normalize(vectors[tokens, :SEMANTIC], dim=1), vectors[tokens, SEMANTIC:], torch.ones(len(tokens), 1)], 1)
    sums = F.embedding_bag(places, some * weights[tokens].exp()[:, None], lengths.cumsum(0) - lengths, mode="sum")
    return sums[:, :-1] / sums[:, -1:].clamp(min=1e-9)
