/** The family of a model as people call it: "GPT-Neo", "Qwen3", "Llama". */

/** By `model_type` of config.json. What is not here is named by its architecture. */
const FAMILIES: Readonly<Record<string, string>> = {
  bloom: "BLOOM",
  codegen: "CodeGen",
  falcon: "Falcon",
  gemma: "Gemma",
  gemma2: "Gemma 2",
  gemma3: "Gemma 3",
  gemma3_text: "Gemma 3",
  gpt2: "GPT-2",
  gpt_neo: "GPT-Neo",
  gpt_neox: "GPT-NeoX",
  gptj: "GPT-J",
  granite: "Granite",
  llama: "Llama",
  mistral: "Mistral",
  mpt: "MPT",
  olmo: "OLMo",
  olmo2: "OLMo 2",
  opt: "OPT",
  phi: "Phi",
  phi3: "Phi-3",
  qwen2: "Qwen2",
  qwen3: "Qwen3",
  smollm3: "SmolLM3",
  stablelm: "StableLM",
};

/** Families by a model's name, most telling first: "gpt-neox-20b" is no GPT-Neo, "gpt-neo-125m" no GPT. */
const NAMES: readonly (readonly [pattern: RegExp, family: string])[] = [
  [/gpt-?neox|pythia/i, "GPT-NeoX"],
  [/gpt-?neo|fewshot-neo/i, "GPT-Neo"],
  [/gpt-?j\b/i, "GPT-J"],
  [/gpt-?2/i, "GPT-2"],
  [/smollm-?3/i, "SmolLM3"],
  [/qwen-?3/i, "Qwen3"],
  [/qwen-?2/i, "Qwen2"],
  [/mi[sx]tral/i, "Mistral"],
  [/gemma/i, "Gemma"],
  [/llama|smollm/i, "Llama"],
  [/phi-?[1-9]/i, "Phi"],
  [/olmo/i, "OLMo"],
  [/bloom/i, "BLOOM"],
  [/falcon/i, "Falcon"],
  [/\bopt-\d/i, "OPT"],
];

/** @param modelType `model_type` of config.json @param architecture the first of its `architectures`, e.g. "Qwen3ForCausalLM" */
export function familyOf(modelType: string, architecture?: string): string {
  return FAMILIES[modelType] ?? architecture?.replace(/(ForCausalLM|LMHeadModel|Model)$/, "") ?? modelType;
}

/** For a model on a server, which gives a name only.
 * @returns null where the name shows no family */
export function familyOfName(name: string): string | null {
  return NAMES.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}
