import { defineConfig } from "vitest/config";

const report = process.env.FEWSHOT_TEST_REPORT;

/** Pure code and flows without browser, PostgreSQL, killed processes or SDKs: `npm run test:unit`. */
const UNIT = [
  "test/{commands,core,flows,i18n,observability}/**/*.test.ts",
  "test/platforms/shared/**/*.test.ts",
  "test/platforms/**/render*.test.ts",
  "test/inference/{family,prompt-encoder,prompt-lookup,without-prompt}.test.ts",
  "test/{architecture,config,config-hub}.test.ts",
];

const shared = {
  testTimeout: 30_000,
  hookTimeout: 60_000,
  // Tests open and close PGlite often. V8's optimising compiler takes seconds for its code each time, and a thread that ends meanwhile
  // can end the process.
  execArgv: ["--no-wasm-tier-up", "--no-wasm-dynamic-tiering"],
};

export default defineConfig({
  test: {
    maxWorkers: 2,
    reporters: report ? ["default", ["json", { outputFile: report }]] : ["default"],
    projects: [
      { test: { ...shared, name: "unit", include: UNIT } },
      { test: { ...shared, name: "wire", include: ["test/**/*.test.ts"], exclude: UNIT } },
    ],
  },
});
