/** A person's data as a file: read and written piece by piece, so that it takes the same memory however much there is. */

import { type Person, personKey } from "../../core/ask.ts";
import type { FilePiece, FileView } from "../../core/views/view.ts";
import { wordsFor } from "../../i18n/words.ts";
import type { ExportItem, Store } from "../ports/store.ts";

/** In the order in which the store gives them. */
const LISTS = [
  "asks",
  "ratings",
  "overrides",
  "preferences",
  "versions",
  "reviews",
  "groups",
  "accepted",
] as const satisfies readonly ExportItem["list"][];

/** @throws {BotError} STORE_*; from reading the file as well */
export async function exportPerson(
  store: Pick<Store, "isOptedOut" | "exportPerson">,
  person: Person,
  locale: string,
): Promise<FileView> {
  const { platform, workspace, id } = person;
  const head = { person: { platform, workspace, id }, optedOut: await store.isOptedOut(person) };
  return {
    kind: "file",
    name: "fewshot-data.json",
    mediaType: "application/json",
    pieces: (maxPartBytes) => writeParts(head, store.exportPerson(person), { person, maxPartBytes }),
    note: wordsFor(locale).privacy.exportNote,
  };
}

/** Writes documents of JSON. Each has the head and all lists; what does not fit into one continues in the next.
 * @param maxPartBytes of one document; a single item may pass it */
async function* writeParts(
  head: object,
  items: AsyncIterable<ExportItem>,
  {
    person,
    maxPartBytes = Number.POSITIVE_INFINITY,
  }: { readonly person: Person; readonly maxPartBytes?: number | undefined },
): AsyncGenerator<FilePiece> {
  const begin = JSON.stringify(head, null, 2).slice(0, -2);
  let part = 1;
  let bytes = 0;
  /** The list that is open, -1 for none, and how many items it has. */
  let list = -1;
  let count = 0;
  const openUpTo = (end: number) => {
    let text = list === -1 ? begin : "";
    for (; list < end; count = 0) text += `${list === -1 ? "" : "]"},\n  "${LISTS[++list]}": [`;
    return text;
  };
  const end = () => `${openUpTo(LISTS.length - 1)}]\n}\n`;
  for await (const item of items) {
    const text = JSON.stringify(publicValue(item, person));
    const size = Buffer.byteLength(text);
    if (bytes > 0 && bytes + size > maxPartBytes) {
      yield { part, text: end() };
      part += 1;
      bytes = 0;
      list = -1;
    }
    bytes += size;
    const opened = openUpTo(LISTS.indexOf(item.list));
    yield { part, text: `${opened}${count++ === 0 ? "" : ","}\n    ${text}` };
  }
  yield { part, text: end() };
}

/** Without tokens and addresses that would let anybody post, and without notes on what was posted. Of others it says what the thread shows: by which
 * name an answer was overridden, and how often it was rated. What somebody else wrote to reviewers is theirs. */
function publicValue(item: ExportItem, reader: Person): object {
  if (item.list !== "asks") return item.value;
  const { ask, deliveryRecord: _, contest, ratings, overrides, preferences, ...record } = item.value;
  const isOwn = (one: { readonly person: Person }) => personKey(one.person) === personKey(reader);
  return {
    ask: { ...ask, place: { channel: ask.place.channel } },
    ...record,
    ratings: ratings.map((one) => (isOwn(one) ? one : { value: one.value, createdAt: one.createdAt })),
    overrides: overrides.map((one) => (isOwn(one) ? one : { ...one, person: { name: one.person.name } })),
    preferences: preferences.map((one) => (isOwn(one) ? one : { ...one, person: undefined })),
    ...(contest && {
      contest: isOwn(contest) ? contest : { createdAt: contest.createdAt, decision: contest.decision },
    }),
  };
}
