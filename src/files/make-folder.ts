/** Makes a folder and those above it. Node's own `mkdir` with `recursive` never ends where a folder takes no others, as /proc and a link to
 * nowhere. */

import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/** @param mode of every folder that is made
 * @throws what the file system says, where it can't be made or is no folder */
export async function makeFolder(folder: string, mode?: number): Promise<void> {
  if (await isFolder(folder)) return;
  const parent = dirname(folder);
  // A drive that is not there has itself above it.
  if (parent !== folder && !(await exists(parent))) await makeFolder(parent, mode);
  try {
    await mkdir(folder, { mode });
  } catch (cause) {
    // Another process may have been faster.
    if ((cause as NodeJS.ErrnoException).code !== "EEXIST" || !(await isFolder(folder))) throw cause;
  }
}

const isFolder = (path: string) =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );
