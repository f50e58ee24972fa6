/** The workflow for a team's own commands runs verbs and options that exist. */

import { readFileSync } from "node:fs";
import { Command as Program } from "commander";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { addAuditCommand } from "../../src/cli/measure/audit.ts";
import { addCheckCommand } from "../../src/cli/measure/check.ts";

describe("docs/deploy/commands-ci.yml", () => {
  const { jobs } = parse(readFileSync("docs/deploy/commands-ci.yml", "utf8"));
  const steps: { run?: string }[] = jobs.check.steps;
  const calls = steps.flatMap(({ run = "" }) =>
    [...run.matchAll(/^npx fewshot (.+)$/gm)].map(([, rest = ""]) => rest),
  );

  it("checks the commands, then audits them", () => {
    expect(calls.map((call) => call.split(" ")[0])).toEqual(["check", "audit"]);
  });

  it.each(calls)("calls fewshot %s, whose options exist", (call) => {
    const program = new Program();
    addCheckCommand(program);
    addAuditCommand(program);
    const [verb, ...rest] = call.split(" ");
    const options = program.commands
      .find((command) => command.name() === verb)
      ?.options.map(({ long }) => long);
    expect(options).toEqual(expect.arrayContaining(rest.filter((word) => word.startsWith("--"))));
  });
});
