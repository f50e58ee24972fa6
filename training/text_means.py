"""A quick student of the sentence encoder: a text as a weighted mean of its tokens' vectors, learned in minutes."""
import os
import time

import torch
import torch.nn.functional as F

from prompts import alike

PASSES, BATCH, COMPARED = 4, 2048, 512
RATE, SHARPNESS, LONGEST = 0.02, 10.0, 64


def text_means(path, known, tokenizer, say, passes=PASSES):
    """(vectors [tokens, size], logarithms of weights [tokens]), kept at `path`. `known` is what `meanings.texts_and_tokens` gives."""
    if not os.path.exists(path):
        torch.save(learn(known, tokenizer, say, passes), path)
    return torch.load(path)


def learn(known, tokenizer, say, passes, seed=0):
    """Texts come near the encoder's vectors of them and are as alike as there; a token alone keeps its vector of it."""
    torch.manual_seed(seed)
    encode, began = alike(tokenizer), time.time()
    rows = [torch.tensor(encode(f" {text}")[:LONGEST]) for text in known["texts"]]
    counts = torch.bincount(torch.cat(rows), minlength=len(tokenizer)).float()
    vectors = known["tokens"].clone().requires_grad_()
    weights = (-torch.log1p(counts / counts.sum() / 3e-4)).requires_grad_()  # frequent words say little
    optimizer = torch.optim.Adam([vectors, weights], lr=RATE, betas=(0.9, 0.98))
    batches = max(1, len(rows) // BATCH)
    for step in range(passes * batches):
        if step % batches == 0:
            order = torch.randperm(len(rows)).tolist()
        some = order[step % batches * BATCH :][:BATCH]
        unit, wished = F.normalize(mean_of_tokens([rows[n] for n in some], vectors, weights), dim=1), known["vectors"][some]
        compared = min(COMPARED, len(some))
        apart = -1e9 * torch.eye(compared)
        near, nearest = unit[:compared] @ unit[:compared].t(), wished[:compared] @ wished[:compared].t()
        closeness = (unit * wished).sum(1).mean()
        loss = 2 * (1 - closeness) - ((SHARPNESS * nearest + apart).softmax(1) * (SHARPNESS * near + apart).log_softmax(1)).sum(1).mean()
        alone = torch.randint(len(tokenizer), (COMPARED,))
        loss = loss + 0.3 * (1 - (F.normalize(vectors[alone], dim=1) * known["tokens"][alone]).sum(1).mean())
        for group in optimizer.param_groups:
            group["lr"] = RATE * (1 - step / passes / batches)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 50 == 49 or step == passes * batches - 1:
            seconds = time.time() - began
            say(f"text means, step {step + 1} of {passes * batches}, {seconds:.0f} s, cosine to the encoder {closeness.item():.3f}")
    return vectors.detach(), weights.detach()


def mean_of_tokens(rows, vectors, weights):
    """Means of the tokens' unit vectors, weighted by exp(weights): [texts, size]."""
    lengths = torch.tensor([len(row) for row in rows])
    tokens, places = torch.cat(rows).unique(return_inverse=True)
    some = torch.cat([F.normalize(vectors[tokens], dim=1), torch.ones(len(tokens), 1)], 1)
    sums = F.embedding_bag(places, some * weights[tokens].exp()[:, None], lengths.cumsum(0) - lengths, mode="sum")
    return sums[:, :-1] / sums[:, -1:].clamp(min=1e-9)
