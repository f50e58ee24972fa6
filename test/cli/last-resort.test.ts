/** Errors that no code caught: logged without their message, and the process ends in order or continues. */

import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { describeCause } from "../../src/cli/run/last-resort.ts";

const run = promisify(execFile);

/** Runs a script that installs the handlers and then does something wrong. */
async function runScript(body: string): Promise<{ code: number; log: string }> {
  const script = `
    import { installLastResort } from ${JSON.stringify(resolve("src/cli/run/last-resort.ts"))};
    const line = (level) => (fields, message) => console.log(JSON.stringify({ level, ...fields, message }));
    const log = { debug: line("debug"), info: line("info"), warn: line("warn"), error: line("error") };
    installLastResort(log, () => { console.log("end"); process.exit(3); });
    ${body}
    setTimeout(() => process.exit(0), 100);`;
  try {
    const { stdout } = await run(process.execPath, ["--input-type=module", "-e", script]);
    return { code: 0, log: stdout };
  } catch (error) {
    const { code, stdout } = error as { code: number; stdout: string };
    return { code, log: stdout };
  }
}

describe("the last-resort handlers", () => {
  it("log a rejected promise that nothing awaits, and let the process go on", async () => {
    const { code, log } = await runScript(`Promise.reject(new TypeError("what Ada wrote"));`);
    expect(code).toBe(0);
    expect(JSON.parse(log)).toMatchObject({ level: "error", cause: { error: "TypeError" } });
    expect(log).not.toContain("Ada");
  });

  it("log an exception that reached no handler, and end the process in order", async () => {
    const { code, log } = await runScript(
      `setTimeout(() => { throw Object.assign(new Error("what Ada wrote"), { code: "E_ODD" }); });`,
    );
    expect(code).toBe(3);
    expect(log).toContain('"code":"E_ODD"');
    expect(log).not.toContain("Ada");
  });

  it("keep at most six frames, and describe what is no error at all", () => {
    const deep = new Error("x");
    deep.stack = `Error: x\n${"    at f (file.ts:1:1)\n".repeat(20)}`;
    expect(describeCause(deep).at).toHaveLength(6);
    expect(describeCause("thrown text")).toEqual({ error: "string", at: [] });
    expect(describeCause(null)).toEqual({ error: "object", at: [] });
  });
});
