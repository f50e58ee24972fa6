/** The port to texts that were accepted into commands: what an erasure has to find there. */

import type { CommandPlace, SavedVersion, Scope } from "../../core/command/saved-command.ts";

/** Of one text. */
export interface AcceptedText {
  readonly command: string;
  /** Where it was asked. */
  readonly place: CommandPlace;
  /** When its ask went, or its decision was taken back. */
  readonly notedAt: Date;
}

/** Texts that were accepted as examples, tests or rows of one command, and whose asks are gone or whose decisions were taken back. */
export interface AcceptedTexts {
  readonly command: string;
  /** Whether its writer has erased their data.
   * @param scopes of what holds it: another person may have written the same words elsewhere */
  isErased(text: string, scopes: readonly Scope[]): boolean;
  /** Whether any of them is of somebody who has erased their data. */
  readonly hasErased: boolean;
}

/** What a version of a command holds, or its file. */
export interface HeldTexts {
  readonly texts: readonly string[];
  /** Where it is for, and was for. */
  readonly scopes: readonly Scope[];
}

export interface AcceptedTextStore {
  /** By command; usually there are none.
   * @param erasedAt other erasures are left out */
  acceptedTexts(erasedAt?: Date): Promise<readonly AcceptedTexts[]>;
  /** Takes texts out of a version that is not live, and out of the prompts that are kept with answers of the command; what audits and insights of the
   * command kept goes as well. The history says so.
   * @param version as it was read
   * @param changed its source without the texts, and how prompts hold them where it is for, and was for
   * @returns false where the version is live, or another one than was read */
  takeOut(
    version: Pick<SavedVersion, "id" | "name" | "number" | "scope" | "source">,
    changed: {
      readonly source: string;
      readonly inPrompts: readonly { readonly from: string; readonly to: string }[];
      readonly scopes: readonly Scope[];
    },
  ): Promise<boolean>;
  /** Forgets the accepted texts of a command that nothing holds any more where they came from; those that were erased after a month, since
   * somebody may save one again from a form that was open. */
  forgetAccepted(command: string, held: readonly HeldTexts[]): Promise<void>;
}
