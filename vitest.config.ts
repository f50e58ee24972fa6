import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { QUICK } from "./test/quick.ts";

const report = process.env.FEWSHOT_TEST_REPORT;

/** Pure code and flows without browser, PostgreSQL, killed processes or SDKs: `npm run test:unit`. */
const UNIT = [
  "test/{commands,core,flows,i18n,learning,monitoring,observability}/**/*.test.ts",
  "test/platforms/shared/**/*.test.ts",
  "test/platforms/**/render*.test.ts",
  "test/inference/{family,likeliest,pace,prompt-encoder,prompt-lookup,without-prompt}.test.ts",
  "test/{architecture,config,config-hub}.test.ts",
];

/** Emulators, model servers and models in this process. What these leave behind disturbs no other file, so that a worker loads the bot
 * once for all of them: half a second of processor time a file. Files that start processes, or change what a process shares, are not here. */
const SHARED = [
  "test/platforms/discord/!(connection|edges|process).test.ts",
  "test/platforms/slack/!(kill|proxy).test.ts",
  "test/platforms/web/{admin,export,guard,limits,waiting}.test.ts",
  "test/platforms/platforms.test.ts",
  "test/inference/{engine*,layouts,models,server*,shapes,tokenizer}.test.ts",
  "test/store/{stored-answer,versions,worker}.test.ts",
];

/** The files that take longest, the longest first. They start first, so that no core is left idle at the end. */
const LONGEST = [
  "kill/kill",
  "platforms/web/page",
  "cli/cli",
  "platforms/slack/kill",
  "store/backup",
  "store/store",
  "store/faults",
  "cli/commands",
  "platforms/web/usability",
  "platforms/slack/faults",
  "store/kill",
  "platforms/discord/process",
  "kill/machines",
  "cli/server",
  "platforms/discord/faults",
  "cli/start-robust",
  "inference/engine-threads",
  "platforms/slack/sockets",
  "platforms/platforms",
  "platforms/slack/passing",
  "platforms/discord/connection",
].map((name) => `/test/${name}.test.ts`);

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const place = LONGEST.findIndex((name) => moduleId.endsWith(name));
      return place === -1 ? LONGEST.length : place;
    };
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}

const shared = {
  testTimeout: 30_000,
  hookTimeout: 60_000,
  // A thread of PGlite that ends while V8 optimises its code can end the process.
  execArgv: QUICK,
};

export default defineConfig({
  test: {
    // Many tests wait for a process, a pause or a lease, so three files at a time keep two cores busy.
    maxWorkers: 3,
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
