import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const report = process.env.FEWSHOT_TEST_REPORT;

/** Pure code and flows without browser, PostgreSQL, killed processes or SDKs: `npm run test:unit`. */
const UNIT = [
  "test/{commands,core,flows,i18n,learning,observability}/**/*.test.ts",
  "test/platforms/shared/**/*.test.ts",
  "test/platforms/**/render*.test.ts",
  "test/inference/{family,pace,prompt-encoder,prompt-lookup,without-prompt}.test.ts",
  "test/{architecture,config,config-hub}.test.ts",
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
  // Tests open and close PGlite often. V8's optimising compiler takes seconds for its code each time, and a thread that ends meanwhile
  // can end the process.
  execArgv: ["--no-wasm-tier-up", "--no-wasm-dynamic-tiering"],
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
      { test: { ...shared, name: "wire", include: ["test/**/*.test.ts"], exclude: UNIT } },
    ],
  },
});
