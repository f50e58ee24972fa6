/** The port to texts that were accepted into commands: what an erasure has to find there. */

import type { SavedVersion } from "../../core/command/saved-command.ts";

/** Of one text. */
export interface AcceptedText {
  readonly command: string;
  /** When its ask went, or its decision was taken back. */
  readonly notedAt: Date;
}

/** Texts that were accepted as examples, tests or rows of one command, and whose asks are gone or whose decisions were taken back. */
export interface AcceptedTexts {
  readonly command: string;
  /** Whether its writer has erased their data. */
  isErased(text: string): boolean;
  /** Whether any of them is of somebody who has erased their data. */
  readonly hasErased: boolean;
}

export interface AcceptedTextStore {
  /** By command; usually there are none.
   * @param since erasures before that are left out */
  acceptedTexts(since?: Date): Promise<readonly AcceptedTexts[]>;
  /** Takes texts out of a version that is not live, and out of the prompts that are kept with answers of the command; what audits and insights of the
   * command kept goes as well. The history says so.
   * @param version as it was read
   * @param changed its source without the texts, and how prompts hold them
   * @returns false where the version is live, or another one than was read */
  takeOut(
    version: Pick<SavedVersion, "id" | "name" | "number" | "scope" | "source">,
    changed: {
      readonly source: string;
      readonly inPrompts: readonly { readonly from: string; readonly to: string }[];
    },
  ): Promise<boolean>;
  /** Forgets the accepted texts of a command that it does not hold any more; those that were erased after a month, since somebody may save
   * one again from a form that was open.
   * @param held texts that it holds somewhere */
  forgetAccepted(command: string, held: readonly string[]): Promise<void>;
}
