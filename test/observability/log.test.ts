/** The log holds no secret and no text, whatever is handed to it. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLogger, redact } from "../../src/observability/log.ts";

/** What a secret of each kind looks like; put together here so that no scanner takes them for real. */
const secrets = [
  ["xoxb", "1234567890", "abcdefGHIJ"].join("-"),
  ["xapp", "1", "A012", "987", "deadbeef"].join("-"),
  ["hf", "abcdefghijklmnop"].join("_"),
  ["MTIzNDU2Nzg5MDEyMzQ1Njc4", "GabcDE", "abcdefghijklmnopqrstuvwxyz0123456789AB"].join("."),
  "aW50ZXJhY3Rpb246MTIzNDU2Nzg5MDEyMzQ1Njc4OTphYmNkZWY",
];

function written(write: (log: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  write(createLogger("debug", { target: { write: (line) => void lines.push(line) } }));
  return lines.join("");
}

describe("the log", () => {
  it.each(secrets)("takes a secret out wherever it is (%#)", (secret) => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const line = written((log) =>
          log.warn(
            { reason: `${before} ${secret} ${after}`, deep: { list: [` ${secret} `] } },
            `failed with ${secret}`,
          ),
        );
        expect(line).not.toContain(secret);
        expect(() => JSON.parse(line)).not.toThrow();
      }),
    );
  });

  it("takes out the very credentials in force, whatever they look like, also where JSON escapes them", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 6 }), (secret) => {
        const lines: string[] = [];
        const log = createLogger("info", {
          target: { write: (line) => void lines.push(line) },
          secrets: [`%${secret}%`],
        });
        log.warn({ reason: `refused %${secret}% there` }, "failed");
        expect(JSON.parse(lines.join("")).reason).toBe("refused [secret] there");
      }),
    );
  });

  it("takes out response urls, passwords in URLs and bearer headers", () => {
    expect(redact("POST https://hooks.slack.com/commands/T1/2/abc failed")).toBe("POST [secret] failed");
    expect(redact("http://127.0.0.1:9/commands/T1/2/abc failed")).not.toContain("T1/2/abc");
    expect(redact("postgres://bot:hunter2@db/fewshot")).toBe("postgres://bot:[secret]@db/fewshot");
    expect(redact("authorization: Bearer abcdefgh12345678")).not.toContain("abcdefgh12345678");
  });

  it("never writes what people wrote, nor their names", () => {
    const line = written((log) =>
      log.info(
        { ask: { text: "my secret love", person: { name: "Ada", id: "U1" } }, prompt: "p q r" },
        "taken",
      ),
    );
    for (const word of ["my secret love", "Ada", "p q r"]) expect(line).not.toContain(word);
    expect(line).toContain("U1");
  });

  it("keeps of an error its message and code, not what an SDK hung on it", () => {
    const error = Object.assign(new Error("refused"), {
      code: "E1",
      request: { headers: { authorization: secrets[0] } },
    });
    const entry = JSON.parse(written((log) => log.error({ error }, "failed")));
    expect(entry).toMatchObject({ level: "error", msg: "failed", error: { message: "refused", code: "E1" } });
    expect(entry.error).not.toHaveProperty("request");
  });
});
