/** The commands as they are in one place. */

import type { CommandPlace } from "../core/saved-command.ts";
import type { Commands } from "./commands-port.ts";
import type { Actor } from "./intents.ts";

export type CommandsHere = Pick<Commands, "list" | "find">;

export function commandsIn(commands: Commands, place: CommandPlace): CommandsHere {
  return { list: () => commands.list(place), find: (name) => commands.find(name, place) };
}

/** Where somebody acts. */
export function placeOfActor({ person, channel }: Pick<Actor, "person" | "channel">): CommandPlace {
  return { platform: person.platform, workspace: person.workspace, channel };
}
