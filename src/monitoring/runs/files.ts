/** Runs and their results as files below REPORTS_DIR, so that they outlive the process. */

import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { BotError, ERROR_CODES } from "../../core/errors.ts";
import { MEASUREMENT_KINDS, type MeasurementReport } from "../../flows/ports/measurements.ts";

/** Sources of commands hold texts of a team. */
const FILE_MODE = 0o600;
/** Older runs that ended are deleted. */
const MAX_RUNS = 100;

const measured = z.object({ name: z.string(), number: z.number().nullable(), source: z.string() });
const runSchema = z.object({
  format: z.literal(1),
  id: z.string().regex(/^[0-9a-f]{24}$/),
  kind: z.enum(MEASUREMENT_KINDS),
  measured,
  against: measured.extend({ subject: z.string() }).nullable(),
  revision: z.string(),
  model: z.string(),
  state: z.enum(["waiting", "running", "done", "failed", "cancelled"]),
  startedAt: z.coerce.date(),
  endedAt: z.coerce.date().nullable(),
  failure: z.enum(ERROR_CODES).nullable(),
  passed: z.boolean().nullable(),
});
export type KeptRun = z.infer<typeof runSchema>;

const line = z.object({
  ...{ title: z.string(), xLabel: z.string(), yLabel: z.string(), x: z.array(z.string()) },
  series: z.array(z.object({ name: z.string(), values: z.array(z.number()) })),
});
const reportSchema = z.object({
  ...{ html: z.string(), page: z.string(), json: z.string() },
  charts: z.array(z.object({ name: z.string(), svg: z.string() })),
  sentences: z.array(z.string()),
  line: line.nullable(),
});

export interface RunFiles {
  /** Every run that can be read, oldest first. Those beyond a hundred are deleted. */
  readAll(): Promise<readonly KeptRun[]>;
  /** @throws {BotError} CONFIG_INVALID where the folder can't be written */
  keep(run: KeptRun): Promise<void>;
  keepReport(id: string, report: MeasurementReport): Promise<void>;
  readReport(id: string): Promise<MeasurementReport | null>;
}

/** The id of a run: a hash of all that decides its result. */
export function runIdOf(about: object): string {
  return createHash("sha256").update(JSON.stringify(about)).digest("hex").slice(0, 24);
}

export function openRunFiles(reports: string): RunFiles {
  const folder = join(reports, "runs");
  const pathOf = (id: string) => join(folder, `${id}.json`);
  const reportOf = (id: string) => join(folder, `${id}.report.json`);

  /** One after the other, so that what is kept last is there last. */
  let writing: Promise<void> = Promise.resolve();
  function write(path: string, value: object): Promise<void> {
    const written = writing.then(() => writeWhole(path, value));
    writing = written.catch(() => {});
    return written;
  }

  /** Whole, or not at all. */
  async function writeWhole(path: string, value: object): Promise<void> {
    try {
      await mkdir(folder, { recursive: true });
      await writeFile(`${path}.part`, JSON.stringify(value), { mode: FILE_MODE });
      await rename(`${path}.part`, path);
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code ?? "unknown error";
      throw new BotError(
        "CONFIG_INVALID",
        `The folder for reports ${reports} can't be written (${code}). Set REPORTS_DIR to another folder.`,
        { cause },
      );
    }
  }

  return {
    async readAll() {
      const names = await readdir(folder).catch(() => []);
      const runs: KeptRun[] = [];
      for (const name of names)
        if (/^[0-9a-f]{24}\.json$/.test(name)) {
          const read = runSchema.safeParse(await readJson(join(folder, name)));
          if (read.success) runs.push(read.data);
        }
      runs.sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime());
      for (const { id, endedAt } of runs.slice(0, -MAX_RUNS))
        if (endedAt !== null) for (const path of [pathOf(id), reportOf(id)]) await rm(path, { force: true });
      return runs.slice(-MAX_RUNS);
    },
    keep: (run) => write(pathOf(run.id), run),
    keepReport: (id, report) => write(reportOf(id), report),
    async readReport(id) {
      if (!/^[0-9a-f]{24}$/.test(id)) return null;
      const read = reportSchema.safeParse(await readJson(reportOf(id)));
      return read.success ? read.data : null;
    },
  };
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    return null;
  }
}
