/** `npm run bench -- NAME [args]`: runs one measurement. Each is a file beside this one that exports `run(args)`. */

import { readdirSync } from "node:fs";

const names = readdirSync(import.meta.dirname)
  .filter(
    (file) =>
      file.endsWith(".ts") &&
      !["run.ts", "report.ts", "processes.ts", "page.ts", "product.ts"].includes(file),
  )
  .map((file) => file.slice(0, -3));
const [name = "", ...args] = process.argv.slice(2);

if (names.includes(name)) {
  const { run } = (await import(`./${name}.ts`)) as { run: (args: readonly string[]) => Promise<void> };
  await run(args);
  process.exit(0);
}
process.stderr.write(`Usage: npm run bench -- NAME, where NAME is one of ${names.join(", ")}.\n`);
process.exitCode = 2;
