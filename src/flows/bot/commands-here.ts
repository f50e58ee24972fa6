/** The commands as they are in one place. */

import type { AskRecord } from "../../core/ask.ts";
import type { Command } from "../../core/command/command.ts";
import { type CommandPlace, placeOf } from "../../core/command/saved-command.ts";
import { commandFor } from "../../core/text/language.ts";
import { isUnread } from "../../core/views/answer/doubt.ts";
import type { Commands } from "../ports/commands.ts";
import type { Actor } from "./intents.ts";

export type CommandsHere = Pick<Commands, "list" | "find">;

export function commandsIn(commands: Commands, place: CommandPlace): CommandsHere {
  return { list: () => commands.list(place), find: (name) => commands.find(name, place) };
}

/** Where somebody acts. */
export function placeOfActor({ person, channel }: Pick<Actor, "person" | "channel">): CommandPlace {
  return { platform: person.platform, workspace: person.workspace, channel };
}

/** The command of an ask as it is now, and the one to use instead where the model does not read the text's language. */
export function commandsOf(
  { ask, answer }: Pick<AskRecord, "ask" | "answer">,
  commands: Commands,
): { readonly command: Command | null; readonly instead: string | null } {
  const place = placeOf(ask);
  return {
    command: commands.find(ask.command, place),
    instead:
      answer?.doubt && isUnread(answer.doubt)
        ? commandFor(ask.command, ask.text, commands.list(place))
        : null,
  };
}
