"""Writes a model folder as on the hub: config.json, the tokenizer's files, onnx/model.onnx and logits of PyTorch to test against.

python3 training/export.py checkpoint RUN_FOLDER OUT    the trained model
python3 training/export.py random OUT [--width 768 …]   random weights of any shape, for tests and the speed benchmark
"""
import argparse
import json
import os
import random
import sys

import torch

from merged import write_merged
from model import GPTNeo, Parts, Shape
from prompts import shared_tokens
from text_layers import SEMANTIC
from tokenizer import END_OF_TEXT, Tokenizer

OPSET = 14
SOFTER = 1.3  # learned at answers only, the network is too sure of them; measured on the dev sets


def past_names(shape, prefix):
    return [f"{prefix}.{n}.{kind}" for n in range(shape.layers) for kind in ("key", "value")]


class HalfDoors(torch.nn.Module):
    """Half precision at the doors, as in the hub's fp16 exports; what lies between stays as it is."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, ids, mask, positions, past, keep):
        return tuple(one.half() for one in self.model(ids, mask, positions, [one.float() for one in past], keep))


def write_onnx(model, path, half=False):
    """One file for prompts and for next tokens: inputs with past key/values (0 long at first), outputs with present ones."""
    shape, head = model.shape, model.shape.width // model.shape.heads
    past = [torch.zeros(1, shape.heads, 2, head, dtype=torch.half if half else torch.float) for _ in range(2 * shape.layers)]
    model = HalfDoors(model).eval() if half else model
    arguments = [
        torch.zeros(1, 3, dtype=torch.long),
        torch.ones(1, 5, dtype=torch.long),
        torch.arange(2, 5)[None],
        past,
        torch.tensor(0),
    ]
    inputs = ["input_ids", "attention_mask", "position_ids", *past_names(shape, "past_key_values"), "num_logits_to_keep"]
    outputs = ["logits", "last_hidden_state", "inputs_embeds", *past_names(shape, "present")]
    axes = {
        "input_ids": {0: "batch", 1: "sequence"},
        "attention_mask": {0: "batch", 1: "total"},
        "position_ids": {0: "batch", 1: "sequence"},
        "logits": {0: "batch", 1: "kept"},
        "last_hidden_state": {0: "batch", 1: "kept_states"},
        "inputs_embeds": {0: "batch", 1: "sequence"},
    }
    axes.update({name: {0: "batch", 2: "past"} for name in inputs[3:-1]})
    axes.update({name: {0: "batch", 2: "total"} for name in outputs[3:]})
    # constants are not folded here, as that would store the tied embeddings twice; the runtime folds them when it loads the file
    torch.onnx.export(
        model,
        tuple(arguments),
        path,
        input_names=inputs,
        output_names=outputs,
        dynamic_axes=axes,
        opset_version=OPSET,
        do_constant_folding=False,
    )


def share_embeddings(model, tokenizer):
    """Gives all words for who somebody is the embedding that they had together while it learned, and all numbers in words theirs.

    Each keeps its name, which is read only where labels are copied: "French" and "German" mean the same in a text, and are two labels.
    """
    words = Parts(model.shape.width).words
    with torch.no_grad():
        for first, *others in shared_tokens(tokenizer):
            model.tokens.weight[others, words] = model.tokens.weight[first, words].clone()


# On the dev team tasks fewer than a third of the answers at or above this share are wrong; evaluate.py prints the table.
ABSTAIN_BELOW = 0.6


def soften(model, by=SOFTER):
    """Divides every logit, by way of the last norm: which token comes first stays, how sure the model says it is comes nearer to
    how often it is right."""
    with torch.no_grad():
        model.ln_f.weight.div_(by), model.ln_f.bias.div_(by)


def round_to_stored(model):
    """The same model with every weight as the file will say it: token embeddings in 8 bits, a scale a token, all others in half
    precision."""
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(parameter.half().float())
        numbers, scales = eight_bits(model.tokens.weight)
        model.tokens.weight.copy_(numbers.float() * scales.float())
    return model


def eight_bits(table):
    """Whole numbers of -127 to 127 [rows, width] and half-precision scales [rows, 1], whose product is close to the table."""
    scales = (table.abs().max(1, keepdim=True).values / 127).clamp(min=1e-6).half()
    return (table / scales.float()).round().clamp(-127, 127).to(torch.int8), scales


def store_small(path, embeddings, least=1024):
    """Stores token embeddings in 8 bits and other large weights in half precision. `embeddings` is the table as `round_to_stored` left it.

    Halves are cast once, when the runtime loads the file. Embeddings of tokens are scaled after they were looked up, and logits after the
    product, so that the runtime keeps one copy of the table in single precision and not three: the bot must start within 512 MB.
    """
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    file = onnx.load(path)
    graph, steps, table = file.graph, [], None
    for tensor in [one for one in graph.initializer if one.data_type == TensorProto.FLOAT and len(one.raw_data) >= 4 * least]:
        graph.initializer.remove(tensor)
        if tuple(tensor.dims) == tuple(embeddings.shape):
            table = tensor.name
        else:
            half = numpy_helper.from_array(numpy_helper.to_array(tensor).astype("float16"), tensor.name + ".half")
            steps.append(helper.make_node("Cast", [half.name], [tensor.name], to=TensorProto.FLOAT))
            graph.initializer.append(half)
    numbers, scales = (part.numpy() for part in eight_bits(embeddings))
    graph.initializer.extend(
        [numpy_helper.from_array(numbers, f"{table}.eight"), numpy_helper.from_array(scales, f"{table}.scale")]
    )
    for node in list(graph.node):
        steps += scaled_after(node, table)
    del graph.node[:]
    graph.node.extend(steps)
    onnx.checker.check_model(file)
    onnx.save(file, path)


def scaled_after(node, table):
    """The steps that do a node's work on the table of 8 bits: looking up embeddings, turning the table, multiplying states by it."""
    from onnx import TensorProto, helper

    step = helper.make_node
    cast = lambda source, target: step("Cast", [source], [target], to=TensorProto.FLOAT)
    output = node.output[0]
    if node.op_type == "Gather" and node.input[0] == table:
        found = []
        for part in ("eight", "scale"):
            found += [
                step("Gather", [f"{table}.{part}", node.input[1]], [f"{output}.{part}"]),
                cast(f"{output}.{part}", f"{output}.{part}.float"),
            ]
        return [*found, step("Mul", [f"{output}.eight.float", f"{output}.scale.float"], [output])]
    if node.op_type == "Transpose" and node.input[0] == table:
        turned = [step("Transpose", [f"{table}.{part}"], [f"{table}.{part}.turned"], perm=[1, 0]) for part in ("eight", "scale")]
        return [*turned, cast(f"{table}.eight.turned", output), cast(f"{table}.scale.turned", f"{table}.scale.row")]
    if node.op_type == "MatMul" and output == "logits":
        return [
            step("MatMul", node.input, ["logits.unscaled"]),
            step("Mul", ["logits.unscaled", f"{table}.scale.row"], ["logits"]),
        ]
    return [node]


def config(shape, extra=None):
    kinds = shape.kinds()
    period = len(shape.attention)
    types = [[list(shape.attention), shape.layers // period]] if shape.layers % period == 0 else [[kinds, 1]]
    end = shape.vocab - 1
    return {
        "model_type": "gpt_neo",
        "architectures": ["GPTNeoForCausalLM"],
        "vocab_size": shape.vocab,
        "hidden_size": shape.width,
        "num_heads": shape.heads,
        "num_layers": shape.layers,
        "intermediate_size": 4 * shape.width,
        "attention_types": types,
        "attention_layers": kinds,
        "window_size": shape.window,
        "max_position_embeddings": shape.positions,
        "activation_function": "gelu_new",
        "layer_norm_epsilon": 1e-5,
        "attention_dropout": 0.0,
        "embed_dropout": 0.0,
        "resid_dropout": 0.0,
        "initializer_range": 0.02,
        "use_cache": True,
        "tie_word_embeddings": True,
        "torch_dtype": "float32",
        "bos_token_id": end,
        "eos_token_id": end,
        **(extra or {}),
    }


def write_json(path, value, indent=2):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False, indent=indent)
        file.write("\n")


def write_folder(model, tokenizer, out, extra=None, layout="new"):
    """Everything but the card. Layouts: new, half (`model_fp16.onnx`), merged (of 2023: `decoder_model_merged.onnx` with
    `use_cache_branch`)."""
    model = model.frozen()
    shape, end = model.shape, tokenizer.end
    os.makedirs(f"{out}/onnx", exist_ok=True)
    write_json(f"{out}/config.json", config(shape, {"bos_token_id": end, "eos_token_id": end, **(extra or {})}))
    write_json(f"{out}/generation_config.json", {"bos_token_id": end, "eos_token_id": end})
    marks = {"bos_token": END_OF_TEXT, "eos_token": END_OF_TEXT, "unk_token": END_OF_TEXT}
    write_json(f"{out}/special_tokens_map.json", marks)
    write_json(
        f"{out}/tokenizer_config.json",
        {
            **marks,
            "tokenizer_class": "GPT2Tokenizer",
            "add_prefix_space": False,
            "clean_up_tokenization_spaces": False,
            "model_max_length": shape.positions,
        },
    )
    write_json(f"{out}/tokenizer.json", tokenizer.as_hugging_face(), indent=None)
    if layout == "merged":
        write_merged(model, f"{out}/onnx/decoder_model_merged.onnx")
    elif layout == "half":
        write_onnx(model, f"{out}/onnx/model_fp16.onnx", half=True)
    else:
        write_onnx(model, f"{out}/onnx/model.onnx")


def write_fixtures(model, tokenizer, out, prompts, lengths, watched=()):
    """Logits of the last position of several prompts: the ten highest, and those of some watched tokens."""
    model.eval()
    chooser = random.Random(5)
    cases = [("text", tokenizer.encode(prompt), prompt) for prompt in prompts]
    cases += [(f"{length} tokens", [chooser.randrange(len(tokenizer) - 1) for _ in range(length)], None) for length in lengths]
    written = []
    for name, ids, text in cases:
        row = model.run(ids, keep=1)[0][0]
        top = row.topk(min(10, len(row)))
        some = sorted({*watched, *chooser.sample(range(len(tokenizer)), 20)})
        case = {
            "name": name,
            "ids": ids,
            "top": [[i, round(v, 5)] for v, i in zip(top.values.tolist(), top.indices.tolist())],
            "some": [[i, round(row[i].item(), 5)] for i in some],
        }
        written.append({**case, "prompt": text} if text is not None else case)
    with open(f"{out}/fixtures.json", "w", encoding="utf-8") as file:
        file.write('{"note": "Logits of PyTorch at the last position: [token, logit].", "cases": [\n')
        file.write(",\n".join(json.dumps(case, ensure_ascii=False) for case in written) + "\n]}\n")


def random_folder(options):
    torch.manual_seed(options.seed)
    tokenizer = Tokenizer.load(options.tokenizer) if options.tokenizer else small_tokenizer()
    shape = Shape(
        max(options.vocab or len(tokenizer), len(tokenizer)),
        options.width,
        options.heads,
        options.layers,
        options.positions,
        options.window,
        tuple(options.attention.split(",")),
    )
    model = GPTNeo(shape)
    model.reset(std=options.std)
    write_folder(model, tokenizer, options.out, layout="merged" if options.merged else "half" if options.half else "new")
    lengths = sorted(
        {
            1,
            shape.window - 1,
            shape.window,
            shape.window + 1,
            min(256, shape.positions),
            min(257, shape.positions),
            shape.positions,
        }
    )
    write_fixtures(model, tokenizer, options.out, ["Message: hello there\nSentiment:"], lengths if options.fixtures else [])
    print(f"{options.out}: {sum(p.numel() for p in model.parameters()):,} parameters")


def small_tokenizer():
    """Enough for tests: learned from this file's own words."""
    with open(__file__, encoding="utf-8") as file:
        text = file.read()
    return Tokenizer.learn([(text, 1), ("Message: Sentiment: Positive Negative Neutral hello there\n###\n" * 20, 1)], 600, 150)


def trained_folder(options):
    from train import load_run  # reads a run's folder; not needed for random weights

    run = load_run(options.run)
    share_embeddings(run.model, run.tokenizer)
    soften(run.model)
    about = {
        "scripts": ["Latin"],
        "abstain_below": ABSTAIN_BELOW,
        "languages": ["en"],
        "state_meaning": SEMANTIC,
        "revision": options.revision,
    }
    write_trained(run, options.out, about, ("Positive", "Negative", "Neutral"))


def write_trained(run, out, about, labels):
    """A trained model's folder as it ships, with fixtures that watch the labels. `about`: what config.json says of it beside its shape."""
    model = round_to_stored(run.model.frozen())
    about = {**about, "parameters": sum(p.numel() for p in model.parameters() if p.requires_grad)}
    write_folder(model, run.tokenizer, out, {"fewshot": about})
    store_small(f"{out}/onnx/model.onnx", model.tokens.weight.detach())
    shape = model.shape
    write_fixtures(
        model,
        run.tokenizer,
        out,
        run.prompts,
        sorted({1, shape.window - 1, shape.window, shape.window + 1, 255, 256, 257, shape.positions}),
        [run.tokenizer.encode(f" {word}")[0] for word in labels],
    )
    print(f"{out}: {about}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ways = parser.add_subparsers(required=True)
    trained = ways.add_parser("checkpoint")
    trained.add_argument("run"), trained.add_argument("out"), trained.add_argument("--revision", default="dev")
    trained.set_defaults(do=trained_folder)
    rand = ways.add_parser("random")
    rand.add_argument("out")
    for name, value in dict(vocab=0, width=768, heads=12, layers=12, positions=2048, window=256, seed=0).items():
        rand.add_argument(f"--{name}", type=int, default=value)
    rand.add_argument("--attention", default="global,local")
    rand.add_argument("--std", type=float, default=0.02, help="spread of the random weights")
    rand.add_argument("--tokenizer", help="a tokenizer.json to share; its words must fit in --vocab")
    rand.add_argument("--merged", action="store_true", help="the old layout: decoder_model_merged.onnx")
    rand.add_argument("--half", action="store_true", help="keys, values and logits in half precision: model_fp16.onnx")
    rand.add_argument("--fixtures", action="store_true", help="fixtures of every length, not only of one prompt")
    rand.set_defaults(do=random_folder)
    options = parser.parse_args()
    torch.set_num_threads(2)
    options.do(options)


if __name__ == "__main__":
    sys.exit(main())
