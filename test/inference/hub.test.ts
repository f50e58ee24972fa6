/** Models fetched from a hub, over the wire, through its faults, and by several processes at once. */

import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { tryLock } from "../../src/files/file-lock.ts";
import { type Hub, startHub } from "../emulators/hub/server.ts";
import { TINY, useBackends } from "./tiny-backends.ts";

const GRAPH_BYTES = 275_307;
/** The model's folder in the cache. */
const REPO = "models--somebody--tiny-neo";

/** Git's checksum of a file of the tiny model. */
function oidOf(file: string): string {
  const content = readFileSync(join(TINY, file));
  return createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex");
}

const { folder, open } = await useBackends();

describe("a model from a hub", () => {
  let hub: Hub;
  const id = "somebody/tiny-neo";
  const fetchIt = (cache: string) =>
    open({
      model: id,
      hubEndpoint: hub.url,
      hubToken: "hf_for_this_test",
      cacheDir: join(folder, cache),
    }).describe();
  afterEach(() => hub.close());

  it.each(["tiny-neo", "tiny-neo-merged"])(
    "is fetched in the layout of %s, checked, kept, and not fetched again",
    async (layout) => {
      hub = await startHub(resolve("test/fixtures", layout), id);
      expect(await fetchIt(layout)).toMatchObject({ name: id, revision: "0123456789ab", parameters: 60_864 });
      const files = hub.requests
        .filter(({ path }) => path.includes("/resolve/"))
        .map(({ path }) => path.split("/").at(-1));
      expect(files).toEqual(expect.arrayContaining(["config.json", "tokenizer.json"]));
      expect(files).not.toContain("fixtures.json");
      expect(hub.requests.every(({ authorization }) => authorization === "Bearer hf_for_this_test")).toBe(
        true,
      );
      hub.requests.length = 0;
      await fetchIt(layout);
      expect(hub.requests.filter(({ path }) => path.includes("/resolve/"))).toEqual([]);
    },
  );

  it("is opened from the cache while the hub is out of reach", async () => {
    hub = await startHub(TINY, id);
    await fetchIt("offline");
    hub.fault = (_request, response) => {
      response.destroy();
      return true;
    };
    expect(await fetchIt("offline")).toMatchObject({ name: id, revision: "0123456789ab", builtin: false });
  });

  it("is fetched again when a small file came damaged", async () => {
    hub = await startHub(TINY, id);
    let damaged = 0;
    hub.fault = ({ path }, response) => {
      if (!path.endsWith("/config.json") || damaged++ > 0) return false;
      response.end(readFileSync(join(TINY, "config.json"), "utf8").replace("gpt_neo", "gpt_nil"));
      return true;
    };
    expect(await fetchIt("damaged")).toMatchObject({ parameters: 60_864 });
    expect(damaged).toBe(2);
  });

  it("continues where a download was cut, and throws away what has another checksum", async () => {
    hub = await startHub(TINY, id);
    let cuts = 0;
    hub.fault = ({ path }, response) => {
      if (!path.endsWith("model.onnx") || cuts++ > 0) return false;
      response.writeHead(200, { "content-length": GRAPH_BYTES });
      response.write(Buffer.alloc(50_000));
      setTimeout(() => response.destroy(), 50);
      return true;
    };
    await fetchIt("cut");
    const ranges = hub.requests.filter(({ path }) => path.endsWith("model.onnx")).map(({ range }) => range);
    // The part was resumed; its zeros failed the checksum; the whole was fetched anew.
    expect(ranges).toEqual([undefined, "bytes=50000-", undefined]);
  });

  it("cuts a connection that gives nothing and continues", async () => {
    hub = await startHub(TINY, id);
    let stalls = 0;
    hub.fault = ({ path }, response) => {
      if (!path.endsWith("model.onnx") || stalls++ > 0) return false;
      response.writeHead(200, { "content-length": GRAPH_BYTES });
      response.write("");
      return true;
    };
    await open({ model: id, hubEndpoint: hub.url, cacheDir: join(folder, "stall"), stallMs: 200 }).describe();
    expect(stalls).toBe(2);
  });

  it("waits as long as the hub says when it takes no more requests", async () => {
    hub = await startHub(TINY, id);
    let refusals = 0;
    hub.fault = ({ path }, response) => {
      if (!path.endsWith("config.json") || refusals++ > 0) return false;
      response.writeHead(429, { "retry-after": "0.05" }).end();
      return true;
    };
    expect(await fetchIt("busy")).toMatchObject({ name: id });
  });

  it.each([
    [404, "CONFIG_MODEL", /has no somebody\/tiny-neo.*404/],
    [401, "CONFIG_CREDENTIAL", /HF_TOKEN/],
  ])("says what to do about a %i", async (status, code, sentence) => {
    hub = await startHub(TINY, id);
    hub.fault = (_request, response) => {
      response.writeHead(status, { "content-type": "application/json" }).end('{"error":"no"}');
      return true;
    };
    await expect(fetchIt(`status-${status}`)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(sentence),
    });
  });

  it("is named wrongly in words that help", async () => {
    hub = await startHub(TINY, id);
    await expect(open({ model: "just a name" }).describe()).rejects.toThrow(
      /must be builtin or builtin-zh, the path of a folder, or a hub id/,
    );
  });

  it("is fetched once by four that want it at the same time, and all open it", async () => {
    hub = await startHub(TINY, id);
    hub.fault = ({ path }, response) => {
      if (!path.endsWith("model.onnx")) return false;
      const graph = readFileSync(join(TINY, "onnx/model.onnx"));
      response.writeHead(200, { "content-length": graph.length });
      response.write(graph.subarray(0, 100_000));
      setTimeout(() => response.end(graph.subarray(100_000)), 300);
      return true;
    };
    const infos = await Promise.all(Array.from({ length: 4 }, () => fetchIt("crowd")));
    expect(infos.map(({ parameters }) => parameters)).toEqual([60_864, 60_864, 60_864, 60_864]);
    const fetched = hub.requests.map(({ path }) => path).filter((path) => path.includes("/resolve/"));
    expect(new Set(fetched).size).toBe(fetched.length);
  });

  it("is fetched on where a process was killed in the middle of it, while another waited", async () => {
    hub = await startHub(TINY, id);
    const sent = Promise.withResolvers<void>();
    let gives = 0;
    hub.fault = ({ path }, response) => {
      if (!path.endsWith("model.onnx") || gives++ > 0) return false;
      response.writeHead(200, { "content-length": GRAPH_BYTES });
      response.write(readFileSync(join(TINY, "onnx/model.onnx")).subarray(0, 100_000));
      sent.resolve();
      return true;
    };
    const cacheDir = join(folder, "killed");
    const script = `import { openOnnxBackend } from ${JSON.stringify(resolve("src/inference/engine/backend.ts"))};
      await openOnnxBackend(${JSON.stringify({ model: id, hubEndpoint: hub.url, cacheDir })}).describe();`;
    const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", script], {
      stdio: "ignore",
    });
    await sent.promise;
    const other = open({ model: id, hubEndpoint: hub.url, cacheDir }).describe();
    await expect
      .poll(async () => (await partsUnder(cacheDir)).map(({ size }) => size), { timeout: 60_000 })
      .toEqual([100_000]);
    const ended = new Promise((done) => child.once("exit", done));
    child.kill("SIGKILL");
    await ended;
    expect(await other).toMatchObject({ parameters: 60_864 });
    const ranges = hub.requests.filter(({ path }) => path.endsWith("model.onnx")).map(({ range }) => range);
    expect(ranges).toEqual([undefined, "bytes=100000-"]);
  });

  it("is opened by a later request when the hub was down at the start and is back", async () => {
    hub = await startHub(TINY, id);
    let isDown = true;
    hub.fault = (_request, response) => {
      if (isDown) response.writeHead(403).end();
      return isDown;
    };
    const options = { model: id, hubEndpoint: hub.url, cacheDir: join(folder, "back"), reopenMs: 0 };
    const backend = open(options);
    await expect(backend.describe()).rejects.toMatchObject({ code: "CONFIG_CREDENTIAL" });
    isDown = false;
    expect(await backend.describe()).toMatchObject({ name: id });
  });

  it("is left as it is in the cache when that is whole: nothing is written", async () => {
    hub = await startHub(TINY, id);
    await fetchIt("untouched");
    const kept = join(folder, "untouched", REPO);
    const times = async () =>
      Promise.all((await readdir(kept, { recursive: true })).map((name) => changedAt(kept, name)));
    const before = await times();
    await sleep(20);
    await fetchIt("untouched");
    expect(await times()).toEqual(before);
  });

  it("is used as it is here, with a warning, when the hub has a newer one and can't give it", async () => {
    hub = await startHub(TINY, id);
    await fetchIt("newer");
    const newer = "f".repeat(40);
    hub.fault = ({ path }, response) => {
      if (path.includes("/resolve/")) response.writeHead(404).end();
      else if (isInfo(path))
        response
          .writeHead(200, { "content-type": "application/json" })
          .end(JSON.stringify({ _id: "1", id, sha: newer }));
      else if (path.includes("/tree/"))
        response.writeHead(200, { "content-type": "application/json" }).end(
          JSON.stringify(
            ["config.json", "tokenizer.json", "onnx/model.onnx"].map((name) => ({
              type: "file",
              path: name,
              oid: "e".repeat(40),
              size: 9,
            })),
          ),
        );
      else return false;
      return true;
    };
    const warnings: object[] = [];
    const log = { info() {}, error() {}, warn: (fields: object) => void warnings.push(fields) };
    const options = { model: id, hubEndpoint: hub.url, cacheDir: join(folder, "newer"), log };
    expect(await open(options as never).describe()).toMatchObject({ revision: "0123456789ab" });
    expect(warnings).toEqual([expect.objectContaining({ reason: expect.stringContaining("404") })]);
  });

  it("is not used as it is here when the hub says that it is not for us any more", async () => {
    hub = await startHub(TINY, id);
    await fetchIt("withdrawn");
    hub.fault = (_request, response) => {
      response.writeHead(401).end();
      return true;
    };
    await expect(fetchIt("withdrawn")).rejects.toMatchObject({ code: "CONFIG_CREDENTIAL" });
  });

  it("is not waited for without end where the lock is held and nothing is fetched", async () => {
    hub = await startHub(TINY, id);
    const cacheDir = join(folder, "stuck");
    const locks = join(cacheDir, ".locks", REPO);
    await mkdir(locks, { recursive: true });
    const unlock = tryLock(join(locks, "fewshot.lock"));
    const options = { model: id, hubEndpoint: hub.url, cacheDir, stallMs: 60, reopenMs: 0 };
    const backend = open(options);
    await expect(backend.describe()).rejects.toMatchObject({
      code: "CONFIG_MODEL",
      message: expect.stringMatching(/is locked, and nothing is fetched there.*MODEL_CACHE_DIR/),
    });
    unlock?.();
    expect(await backend.describe()).toMatchObject({ name: id });
  });

  it("stops waiting for whoever aborts while it is fetched, and ends at once when it is closed", async () => {
    hub = await startHub(TINY, id);
    // Never answers.
    hub.fault = () => true;
    const backend = open({ model: id, hubEndpoint: hub.url, cacheDir: join(folder, "silent") });
    const ask = { prompt: { prefix: "", text: "one" }, labels: ["yes", "no"] };
    const stop = new AbortController();
    const stopped = backend.score({ ...ask, signal: stop.signal });
    const waiting = backend.score(ask);
    stop.abort();
    await expect(stopped).rejects.toMatchObject({ code: "BACKEND_ABORTED" });
    await Promise.all([
      expect(waiting).rejects.toMatchObject({ code: "BACKEND_ABORTED", retryable: true }),
      backend.close(),
    ]);
    await expect(backend.score(ask)).rejects.toMatchObject({ code: "BACKEND_ABORTED", retryable: true });
  });

  it("writes nothing outside its own folder, whatever names the hub gives", async () => {
    hub = await startHub(TINY, id);
    const tree = ["onnx/model.onnx_data/../../../../../outside", "onnx/model.onnx_data_x", "../outside"];
    hub.fault = ({ path }, response) => {
      if (!path.includes("/tree/")) return false;
      const entries = ["onnx/model.onnx", ...tree].map((name) => ({
        type: "file",
        path: name,
        oid: "0",
        size: 4,
      }));
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(entries));
      return true;
    };
    await expect(fetchIt("hostile")).rejects.toMatchObject({ code: "CONFIG_MODEL" });
    expect(hub.requests.filter(({ path }) => /outside|_data/.test(path))).toEqual([]);
    expect(existsSync(join(folder, "outside"))).toBe(false);
  });

  it("is refused when the hub names no commit, or the id leads out of the cache", async () => {
    hub = await startHub(TINY, id);
    hub.fault = ({ path }, response) => {
      if (!isInfo(path)) return false;
      response
        .writeHead(200, { "content-type": "application/json" })
        .end(JSON.stringify({ _id: "1", id, sha: "../../.." }));
      return true;
    };
    await expect(fetchIt("no-commit")).rejects.toThrow(/names no commit/);
    for (const model of ["somebody/..", "somebody/."])
      await expect(open({ model }).describe()).rejects.toThrow(
        /must be builtin or builtin-zh, the path of a folder/,
      );
  });

  it("says what to do when the cache can't be written", async () => {
    hub = await startHub(TINY, id);
    const file = join(folder, "a-file");
    await writeFile(file, "in the way");
    await expect(open({ model: id, hubEndpoint: hub.url, cacheDir: file }).describe()).rejects.toMatchObject({
      code: "CONFIG_MODEL",
      message: expect.stringMatching(/can't be written \((ENOTDIR|EEXIST)\).*MODEL_CACHE_DIR/),
    });
    // A folder where a file is to go.
    const target = join(folder, "blocked", REPO, "blobs", oidOf("config.json"));
    await mkdir(join(target, "below"), { recursive: true });
    await expect(fetchIt("blocked")).rejects.toMatchObject({
      code: "CONFIG_MODEL",
      message: expect.stringMatching(/can't be written \(EISDIR\)/),
    });
  });
});

/** Whether the hub is asked for the newest commit. */
const isInfo = (path: string) => path.startsWith("/api/models/") && !path.includes("/tree/");

const changedAt = async (kept: string, name: string) => (await stat(join(kept, name))).mtimeMs;

async function partsUnder(path: string) {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const parts = entries.filter(({ name }) => name.endsWith(".fewshot-part"));
  return Promise.all(parts.map(({ parentPath, name }) => stat(join(parentPath, name))));
}
