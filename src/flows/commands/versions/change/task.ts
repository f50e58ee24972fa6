/** What a change of saved commands works with: who acts, where, and on which command. */

import { personKey } from "../../../../core/ask.ts";
import type { CommandPlace } from "../../../../core/command/saved-command.ts";
import type { Words } from "../../../../i18n/words.ts";
import type { FlowPorts } from "../../../bot/context.ts";
import type { Actor } from "../../../bot/intents.ts";
import { sayMissing } from "../missing.ts";
import { mayDraft, type Standing } from "../rights.ts";

/** What a person is where they act: those listed in ADMINS are in charge of everything. */
export async function standingOf({ admins }: Pick<FlowPorts, "admins">, actor: Actor): Promise<Standing> {
  if (admins?.has(personKey(actor.person))) return "operator";
  return (await actor.standing?.()) ?? "member";
}

/** Whether everybody may make and change drafts. */
export const mayAllDraft = ({ drafts = "all" }: Pick<FlowPorts, "drafts">) => mayDraft("member", drafts);

export interface Task {
  readonly ports: FlowPorts;
  readonly actor: Actor;
  readonly name: string;
  readonly place: CommandPlace;
  readonly standing: Standing;
  readonly words: Words["versions"];
}

/** That nothing can be done with a command here, in the words that fit. */
export const missing = (
  { ports, name, place, actor }: Task,
  otherwise: (words: Words["versions"]) => string,
  number: number | null = null,
) => sayMissing(ports, { name, number, place, locale: actor.locale }, otherwise);
