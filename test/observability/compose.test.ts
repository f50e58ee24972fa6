/** compose.yaml and Dockerfile show what the handbook says, as far as can be seen without an engine. */

import { readFileSync } from "node:fs";
import { validate } from "dockerfile-utils";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

describe("compose.yaml", () => {
  const { services } = parse(readFileSync("compose.yaml", "utf8"), { merge: true });

  it("runs two bots and two workers on one PostgreSQL, each with a read-only root and time to stop", () => {
    expect(Object.keys(services).sort()).toEqual(["bot", "postgres", "worker"]);
    for (const service of [services.bot, services.worker]) {
      expect(service.deploy.replicas).toBe(2);
      expect(service.read_only).toBe(true);
      expect(Number.parseInt(service.stop_grace_period, 10)).toBeGreaterThan(20);
      expect(service.environment.DATABASE_URL).toContain("@postgres/");
      expect(service.depends_on.postgres.condition).toBe("service_healthy");
    }
    expect(services.worker.command).toEqual(["worker"]);
    expect(services.bot.ports).toEqual(["127.0.0.1:3000-3001:3000"]);
  });

  it("gives a worker a port, since the image's health check asks there", () => {
    expect(services.worker.environment.PORT).toBe(3000);
    expect(readFileSync("Dockerfile", "utf8")).toMatch(/HEALTHCHECK[\s\S]*\/healthz/);
  });
});

describe("Dockerfile", () => {
  it("passes a linter without a remark", () => {
    expect(validate(readFileSync("Dockerfile", "utf8"))).toEqual([]);
    expect(validate("FROM scratch\nFOO"), "which does find faults").toHaveLength(1);
  });

  const lines = readFileSync("Dockerfile", "utf8").split("\n");

  it("installs production dependencies only and ends as a user who is not root", () => {
    expect(lines.join("\n")).toMatch(/npm ci --omit=dev/);
    expect(lines.findLast((line) => line.startsWith("USER "))).toBe("USER node");
  });

  it("copies only what .dockerignore lets through", () => {
    const allowed = readFileSync(".dockerignore", "utf8")
      .split("\n")
      .flatMap((line) => (line.startsWith("!") ? [line.slice(1)] : []));
    const copied = lines.flatMap((line) =>
      line.startsWith("COPY ") && !line.includes("--from") ? line.split(" ").slice(1, -1) : [],
    );
    expect(copied.filter((path) => !allowed.includes(path))).toEqual([]);
  });
});
