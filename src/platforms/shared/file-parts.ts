/** A file for a chat: in parts, since a chat takes files whole and of a limited size. */

import type { FilePiece, FileView } from "../../core/views/view.ts";

/** Bytes of a part. Discord takes 10 MiB. @see https://docs.discord.com/developers/reference#uploading-files */
const MAX_PART_BYTES = 8 * 2 ** 20;

export interface FilePart {
  readonly name: string;
  readonly mediaType: string;
  readonly content: string;
}

/** Reads a file part by part: "data.json", "data-2.json" … Only one part is in memory at a time. */
export async function* readParts(
  { name, mediaType, pieces }: FileView,
  maxPartBytes = MAX_PART_BYTES,
): AsyncGenerator<FilePart> {
  const nameOf = (part: number) => (part === 1 ? name : name.replace(/(?=\.[^.]*$)/, `-${part}`));
  let texts: string[] = [];
  let number = 1;
  for await (const { part, text } of pieces(maxPartBytes)) {
    if (part !== number) {
      yield { name: nameOf(number), mediaType, content: texts.join("") };
      texts = [];
      number = part;
    }
    texts.push(text);
  }
  yield { name: nameOf(number), mediaType, content: texts.join("") };
}

/** The texts of pieces. */
export async function* textOf(pieces: AsyncIterable<FilePiece>): AsyncGenerator<string> {
  for await (const { text } of pieces) yield text;
}
