import { statfsSync } from "node:fs";
import { resolve } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { QUICK } from "./test/quick.ts";

const report = process.env.FEWSHOT_TEST_REPORT;

// Workers, and the threads that they start, compile nothing that has been compiled before.
process.env.NODE_COMPILE_CACHE ??= resolve("node_modules/.cache/compile");

/** Pure code and flows without browser, PostgreSQL, killed processes or SDKs: `npm run test:unit`. */
const UNIT = [
  "test/{commands,core,flows,i18n,learning,monitoring,observability}/**/*.test.ts",
  "test/platforms/shared/**/*.test.ts",
  "test/platforms/**/render*.test.ts",
  "test/inference/{family,language,likeliest,pace,prompt-encoder,prompt-lookup,without-prompt}.test.ts",
  "test/{architecture,config,config-hub}.test.ts",
];

/** Emulators, model servers and models in this process. What these leave behind disturbs no other file, so that a worker loads the bot
 * once for all of them: half a second of processor time a file. Files that only start processes, or change what a process shares, are not here. */
const SHARED = [
  "test/platforms/discord/!(connection|edges|process).test.ts",
  "test/platforms/slack/!(kill|proxy).test.ts",
  "test/platforms/web/*.test.ts",
  "test/platforms/platforms.test.ts",
  "test/cli/{against,commands,export,groups,insights,review,server}.test.ts",
  "test/emulators/**/*.test.ts",
  "test/inference/{builtin*,engine*,hub,layouts,models,server*,shapes,tokenizer}.test.ts",
  "test/store/{beside,groups,heads,kept-data,reviews,roll-ups,stored-answer,turns,versions,worker}.test.ts",
];

/** The files that take longest, of each project the longest first. They start first, so that no core is left idle at the end. */
const LONGEST = [
  "kill/kill",
  "cli/cli",
  "platforms/slack/kill",
  "cli/learn",
  "platforms/discord/process",
  "store/store",
  "store/forgotten",
  "store/faults",
  "store/kill",
  "kill/machines",
  "store/backup",
  "package",
  "cli/start-robust",
  "cli/commands",
  "platforms/terminal",
  "store/release-0.1",
  "inference/runtime",
  "cli/audit",
  "store/outage",
  "inference/hub",
  "inference/hub-cache",
  "store/reviews",
  "store/roll-ups",
  "store/versions",
  "store/reopen",
  "store/published",
  "cli/beside",
  "cli/groups",
  "cli/server",
  "cli/start",
  "platforms/discord/connection",
  "platforms/web/page",
  "platforms/web/usability",
  "platforms/web/editor-page",
  "platforms/web/editor-faults",
  "platforms/slack/faults",
  "platforms/platforms",
  "inference/engine-correct",
  "platforms/discord/faults",
  "platforms/slack/sockets",
  "platforms/slack/passing",
  "platforms/web/events",
  "platforms/web/choose",
  "platforms/web/links",
  "platforms/web/groups",
  "platforms/web/versions",
].map((name) => `/test/${name}.test.ts`);

const rankOf = ({ moduleId }: TestSpecification) => {
  const place = LONGEST.findIndex((name) => moduleId.endsWith(name));
  return place === -1 ? LONGEST.length : place;
};

/** The long ones of `wire` first; then project by project, because a worker is kept for the next file only if that is of the same project. */
const stageOf = (file: TestSpecification) => {
  if (file.project.name !== "wire") return file.project.name === "shared" ? 1 : 3;
  return rankOf(file) < LONGEST.length ? 0 : 2;
};

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted(
      (one, other) => stageOf(one) - stageOf(other) || rankOf(one) - rankOf(other),
    );
  }
}

/** Where Linux keeps files in memory. Data folders of tests lie there if there is room for all: half of the system's time in a test of the store
 * goes into files on a disk. */
const IN_MEMORY = "/dev/shm";
const MIN_FREE_BYTES = 4 * 2 ** 30;

function temporaryFolder(): { readonly TMPDIR?: string } {
  if (process.env.TMPDIR !== undefined) return {};
  try {
    const { bavail, bsize } = statfsSync(IN_MEMORY);
    return bavail * bsize >= MIN_FREE_BYTES ? { TMPDIR: IN_MEMORY } : {};
  } catch {
    return {};
  }
}

const shared = {
  // As long as a machine may need that has ten times as much to do; the usual seconds are not enough there.
  testTimeout: 180_000,
  hookTimeout: 180_000,
  expect: { poll: { timeout: 60_000 } },
  // Continuous integration switches colours on (`CI`, `FORCE_COLOR`); tests compare what a verb prints without them.
  env: { NO_COLOR: "1", ...temporaryFolder() },
  // A thread of PGlite that ends while V8 optimises its code can end the process.
  execArgv: QUICK,
};

export default defineConfig({
  test: {
    // Many tests wait for a process, a pause or a lease, so four files at a time keep two cores busy.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    reporters: report ? ["default", ["json", { outputFile: report }]] : ["default"],
    projects: [
      // Pure code leaves nothing behind, so that files may share what a worker has loaded: half the processor time.
      { test: { ...shared, name: "unit", include: UNIT, isolate: false } },
      { test: { ...shared, name: "shared", include: SHARED, exclude: UNIT, isolate: false } },
      { test: { ...shared, name: "wire", include: ["test/**/*.test.ts"], exclude: [...UNIT, ...SHARED] } },
    ],
  },
});
