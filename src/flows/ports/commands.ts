/** The port to the commands: files, and in front of them what is published for a place. */

import type { PlatformName } from "../../core/ask.ts";
import type { Command } from "../../core/command/command.ts";
import type { CommandFault } from "../../core/command/faults.ts";
import type { CommandPlace } from "../../core/command/saved-command.ts";
import type { CommandForm } from "../../core/views/forms/command-form.ts";
import type { FormFault } from "../../core/views/forms/form-faults.ts";

/** One thing to change in the source of a command. */
export type SourceChange =
  | { readonly kind: "example" | "test"; readonly input: string; readonly output: string }
  /** Takes an example or a test out. */
  | {
      readonly kind: "without";
      readonly list: "example" | "test";
      readonly input: string;
      readonly output: string;
    }
  | { readonly kind: "review"; readonly every: number }
  /** Takes examples and tests out. */
  | { readonly kind: "erase"; readonly isGone: (input: string) => boolean }
  /** All examples, in this order. */
  | {
      readonly kind: "examples";
      readonly rows: readonly { readonly input: string; readonly output: string }[];
    };

/** The commands now in force: the files, and what was published for a place. Without a place: what is in force everywhere. */
export interface Commands {
  /** By name, in alphabetical order. */
  list(place?: CommandPlace): readonly Command[];
  find(name: string, place?: CommandPlace): Command | null;
  /** A saved version, whatever its state, as a command; null where there is none, or where this release can't read it. */
  findVersion(name: string, number: number): Promise<Command | null>;
  /** Checks the source of a command without keeping it. */
  parse(
    name: string,
    source: string,
  ): { readonly command: Command } | { readonly faults: readonly CommandFault[] };
  /** The text of the file of a name; null where there is none that can be read. */
  readFile(name: string): Promise<string | null>;
  /** A command as the forms show it. */
  toForm(command: Command): CommandForm;
  /** The source with what was filled in, comments kept; `source` and `before` are null for a new command. */
  applyForm(
    source: string | null,
    before: CommandForm | null,
    filled: Partial<CommandForm>,
  ): { readonly source: string } | { readonly fault: FormFault };
  /** Where the faults of a source are in the form that was put into it; null for a fault that the form can't have.
   * @param form what was filled in; what was not shown, as it was before */
  placeInForm(
    faults: readonly CommandFault[],
    source: string,
    form: Partial<CommandForm>,
  ): readonly (FormFault | null)[];
  /** The source with one change, comments kept; null where it can't be changed. */
  change(source: string, change: SourceChange): string | null;
  /** Workspaces of a platform that something is published for, each for itself. */
  workspaces(platform: PlatformName): readonly string[];
  /** Hash of the file of a name; null where there is none. */
  fileRevision(name: string): string | null;
  /** Takes up what was published just now; every other process does so by itself. @throws {BotError} STORE_* */
  refresh(): Promise<void>;
  /** Calls back after a reload changed something. Returns how to stop. */
  onChange(listener: () => void): () => void;
}
