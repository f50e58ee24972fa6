/** An export as a value. */

import type { AskRecord, Override, Person, Preference, Rating } from "../../src/core/ask.ts";
import type { SavedVersion } from "../../src/core/command/saved-command.ts";
import type { Review } from "../../src/core/review.ts";
import type { GroupMembership } from "../../src/flows/monitoring/groups/ports.ts";
import type { Store } from "../../src/flows/ports/store.ts";
import type { AcceptedText } from "../../src/flows/privacy/ports.ts";

/** What a person reads in their file. */
export interface PersonData {
  readonly person: Pick<Person, "platform" | "workspace" | "id">;
  readonly optedOut: boolean;
  readonly asks: readonly AskRecord[];
  readonly ratings: readonly Rating[];
  readonly overrides: readonly Override[];
  readonly preferences: readonly Preference[];
  readonly versions: readonly SavedVersion[];
  readonly reviews: readonly Review[];
  readonly groups: readonly GroupMembership[];
  readonly accepted: readonly AcceptedText[];
}

/** All that a store gives of a person. */
export async function exported(
  store: Store,
  person: Person,
): Promise<Omit<PersonData, "person" | "optedOut">> {
  const data = {
    asks: [] as AskRecord[],
    ratings: [] as Rating[],
    overrides: [] as Override[],
    preferences: [] as Preference[],
    versions: [] as SavedVersion[],
    reviews: [] as Review[],
    groups: [] as GroupMembership[],
    accepted: [] as AcceptedText[],
  };
  for await (const { list, value } of store.exportPerson(person)) (data[list] as object[]).push(value);
  return data;
}
