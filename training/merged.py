"""The old hub layout: one `decoder_model_merged.onnx` whose `use_cache_branch` chooses between two graphs that share their weights."""
import os
import tempfile

import onnx
import torch
from onnx import helper

OPSET = 14


class WithPast(torch.nn.Module):
    """Old exports took no position_ids: places are counted from the past."""

    def __init__(self, model, has_past):
        super().__init__()
        self.model, self.has_past = model, has_past

    def forward(self, input_ids, attention_mask, *past):
        past = list(past) if self.has_past else [self.empty(input_ids) for _ in range(2 * self.model.shape.layers)]
        before = past[0].shape[2]
        positions = torch.arange(before, before + input_ids.shape[1])[None].expand(input_ids.shape[0], -1)
        logits, _, _, *present = self.model(input_ids, attention_mask, positions, past, torch.tensor(0))
        return (logits, *present)

    def empty(self, input_ids):
        shape = self.model.shape
        return torch.zeros(input_ids.shape[0], shape.heads, 0, shape.width // shape.heads)


def trace(model, path, has_past):
    shape, head = model.shape, model.shape.width // model.shape.heads
    names = [f"{n}.{kind}" for n in range(shape.layers) for kind in ("key", "value")]
    past = [torch.zeros(1, shape.heads, 2, head) for _ in names] if has_past else []
    total = 5 if has_past else 3
    inputs = ["input_ids", "attention_mask", *([f"past_key_values.{name}" for name in names] if has_past else [])]
    outputs = ["logits", *[f"present.{name}" for name in names]]
    axes = {
        "input_ids": {0: "batch", 1: "sequence"},
        "attention_mask": {0: "batch", 1: "total"},
        "logits": {0: "batch", 1: "sequence"},
    }
    axes.update({name: {0: "batch", 2: "past"} for name in inputs[2:]})
    axes.update({name: {0: "batch", 2: "total"} for name in outputs[1:]})
    torch.onnx.export(
        WithPast(model, has_past),
        (torch.zeros(1, 3, dtype=torch.long), torch.ones(1, total, dtype=torch.long), *past),
        path,
        input_names=inputs,
        output_names=outputs,
        dynamic_axes=axes,
        opset_version=OPSET,
        do_constant_folding=False,
    )


def write_merged(model, path):
    with tempfile.TemporaryDirectory() as folder:
        trace(model, f"{folder}/with.onnx", True)
        trace(model, f"{folder}/without.onnx", False)
        later, first = onnx.load(f"{folder}/with.onnx"), onnx.load(f"{folder}/without.onnx")
    shared = {tensor.name: tensor for tensor in [*later.graph.initializer, *first.graph.initializer]}
    branches = [branch(graph, prefix, shared) for graph, prefix in ((later.graph, "later"), (first.graph, "first"))]
    choice = helper.make_node(
        "If",
        ["use_cache_branch"],
        [out.name for out in later.graph.output],
        name="cache_choice",
        then_branch=branches[0],
        else_branch=branches[1],
    )
    flag = helper.make_tensor_value_info("use_cache_branch", onnx.TensorProto.BOOL, [1])
    graph = helper.make_graph([choice], "merged", [*later.graph.input, flag], list(later.graph.output), list(shared.values()))
    merged = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=later.ir_version)
    onnx.checker.check_model(merged)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    onnx.save(merged, path)


def branch(graph, prefix, shared):
    """The graph as a branch: no inputs of its own, its inner names made its own."""
    outer = {*shared, *(value.name for value in graph.input)}
    rename_nodes(graph.node, prefix, outer)
    outputs = [
        helper.make_tensor_value_info(
            f"{prefix}/{out.name}",
            out.type.tensor_type.elem_type,
            [d.dim_param or d.dim_value for d in out.type.tensor_type.shape.dim],
        )
        for out in graph.output
    ]
    return helper.make_graph(list(graph.node), prefix, [], outputs)


def rename_nodes(nodes, prefix, outer):
    own = lambda name: name if not name or name in outer else f"{prefix}/{name}"
    for node in nodes:
        node.name = f"{prefix}/{node.name}"
        node.input[:] = [own(name) for name in node.input]
        node.output[:] = [own(name) for name in node.output]
