/** Web API methods about what people see: blocks.validate and assistant.threads.setSuggestedPrompts. */

import { LIMITS } from "./limits.ts";
import type { Answer, Call, Method } from "./methods.ts";
import { type Fields, findBlockFaults, findViewFaults, isFields } from "./validate.ts";

const refuse = (error: string, fields: Fields = {}): Answer => ({ ok: false, error, ...fields });

/**
 * Takes exactly one of blocks, message and view, needs no scope, and changes nothing.
 * @see https://docs.slack.dev/reference/methods/blocks.validate
 */
function validate({ args, workspace }: Call): Answer {
  const given = ["blocks", "message", "view"].filter((key) => args[key] !== undefined);
  const [kind] = given;
  if (kind === undefined || given.length > 1) return refuse("invalid_arguments");
  const blocksOf = (value: unknown) => findBlockFaults(value, "message", workspace.unknownBlocks);
  const faults =
    kind === "view"
      ? findViewFaults(args.view)
      : blocksOf(kind === "blocks" ? args.blocks : isFields(args.message) ? args.message.blocks : null);
  if (faults.length === 0) return { ok: true };
  return refuse(`invalid_${kind}`, { errors: faults.map(describeFault) });
}

function describeFault(fault: string): Fields {
  const [, message = fault, pointer = ""] = /^\[ERROR\] (.*) \[json-pointer:(.*)\]$/s.exec(fault) ?? [];
  return { pointer, code: "failed_constraint", message };
}

/**
 * Up to four prompts. An app with agent_view names no thread: a call that names one is taken and shows nothing. One with assistant_view has them
 * in a thread.
 * @see https://docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts
 */
function suggest({ args, workspace }: Call): Answer {
  const { channel_id: channel, prompts, title, thread_ts: thread } = args;
  if (workspace.channels.get(String(channel))?.kind !== "im") return refuse("channel_not_found");
  const isValid = (prompt: unknown) =>
    isFields(prompt) &&
    [prompt.title, prompt.message].every((text) => typeof text === "string" && text !== "");
  if (!Array.isArray(prompts) || prompts.length > LIMITS.suggestedPrompts || !prompts.every(isValid))
    return refuse("invalid_arguments");
  if (thread === undefined) workspace.prompts.set(String(channel), { title, prompts });
  else if (workspace.isAssistant) workspace.prompts.set(`${channel}:${thread}`, { title, prompts });
  return { ok: true };
}

/** @see https://docs.slack.dev/reference/methods/usergroups.users.list */
function listUserGroup({ args, workspace }: Call): Answer {
  const users = workspace.userGroups.get(String(args.usergroup));
  return users === undefined ? refuse("no_such_subteam") : { ok: true, users: [...users] };
}

export const SURFACE_METHODS: Readonly<Record<string, Method>> = {
  "blocks.validate": { run: validate },
  "usergroups.users.list": { scopes: ["usergroups:read"], run: listUserGroup },
  "assistant.threads.setSuggestedPrompts": { scopes: ["assistant:write"], run: suggest },
};
