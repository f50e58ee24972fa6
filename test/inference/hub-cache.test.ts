/** The hub's cache, shared with Python; revisions, offline starts, proxies, refusals, and hubs that send without end. */

import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { cp, mkdir, symlink, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { join, resolve } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { connectHub } from "../../src/inference/models/hub/connection.ts";
import { listModel } from "../../src/inference/models/hub/listing.ts";
import { openTokenCounter } from "../../src/inference/token-counter.ts";
import { type Hub, startHub } from "../emulators/hub/server.ts";
import { TINY, useBackends } from "./tiny-backends.ts";

const { folder, open } = await useBackends();
const id = "somebody/tiny-neo";
const REPO = "models--somebody--tiny-neo";
const COMMIT = "0123456789abcdef0123456789abcdef01234567";
const NOWHERE = "http://127.0.0.1:9";

let hub: Hub;
let proxy: Server | null = null;
afterEach(async () => {
  vi.unstubAllEnvs();
  await hub?.close();
  proxy?.closeAllConnections();
  proxy?.close();
  proxy = null;
});
const resolved = () => hub.requests.map(({ path }) => path).filter((path) => path.includes("/resolve/"));
const sha1 = (content: Buffer) =>
  createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex");

describe("the hub's cache", () => {
  it("is laid out as Python's huggingface_hub does it, and the token counter finds the tokenizer there", async () => {
    hub = await startHub(TINY, id);
    const cacheDir = join(folder, "layout");
    await open({ model: id, hubEndpoint: hub.url, cacheDir }).describe();
    const repo = join(cacheDir, REPO);
    expect(readFileSync(join(repo, "refs/main"), "utf8")).toBe(COMMIT);
    const graph = join(repo, "snapshots", COMMIT, "onnx/model.onnx");
    expect(lstatSync(graph).isSymbolicLink()).toBe(true);
    const content = readFileSync(join(TINY, "onnx/model.onnx"));
    expect(realpathSync(graph)).toBe(
      realpathSync(join(repo, "blobs", createHash("sha256").update(content).digest("hex"))),
    );
    expect(readdirSync(join(repo, "blobs"))).toContain(sha1(readFileSync(join(TINY, "config.json"))));
    expect(await openTokenCounter(id, cacheDir)).not.toBeNull();
  });

  it("is read as Python left it, without any request when HF_HUB_OFFLINE is set", async () => {
    hub = await startHub(TINY, id);
    const cacheDir = join(folder, "python");
    const repo = join(cacheDir, REPO);
    const snapshot = join(repo, "snapshots", COMMIT);
    await mkdir(join(repo, "refs"), { recursive: true });
    await mkdir(join(repo, "blobs"), { recursive: true });
    await mkdir(join(snapshot, "onnx"), { recursive: true });
    await writeFile(join(repo, "refs/main"), COMMIT);
    for (const [at, file] of ["config.json", "tokenizer.json", "onnx/model.onnx"].entries()) {
      await cp(join(TINY, file), join(repo, "blobs", `b${at}`));
      const up = file.includes("/") ? "../../../blobs" : "../../blobs";
      await symlink(`${up}/b${at}`, join(snapshot, file));
    }
    const backend = open({ model: id, hubEndpoint: hub.url, cacheDir, isOffline: true });
    expect(await backend.describe()).toMatchObject({
      name: id,
      revision: "0123456789ab",
      parameters: 60_864,
    });
    expect(hub.requests).toEqual([]);
  });

  it("that lacks the model gets a sentence when HF_HUB_OFFLINE is set", async () => {
    hub = await startHub(TINY, id);
    const cacheDir = join(folder, "empty");
    const backend = open({ model: `${id}@v2`, hubEndpoint: hub.url, cacheDir, isOffline: true });
    await expect(backend.describe()).rejects.toMatchObject({
      code: "CONFIG_MODEL",
      message: expect.stringMatching(/somebody\/tiny-neo@v2 is not in .*empty, and HF_HUB_OFFLINE is set/),
    });
    expect(hub.requests).toEqual([]);
  });

  it("that has the model in a state that can't be used gets the reason, and byte order marks are none", async () => {
    hub = await startHub(TINY, id);
    const cacheDir = join(folder, "unusable");
    await open({ model: id, hubEndpoint: hub.url, cacheDir }).describe();
    const config = join(cacheDir, REPO, "snapshots", COMMIT, "config.json");
    const text = readFileSync(config, "utf8");
    const offline = () => open({ model: id, hubEndpoint: hub.url, cacheDir, isOffline: true }).describe();
    await writeFile(config, `\ufeff${text.replaceAll("\n", "\r\n")}`);
    await expect(offline()).resolves.toMatchObject({ name: id });
    await writeFile(config, text.replace(/"vocab_size": *\d+/, '"vocab_size": 0'));
    await expect(offline()).rejects.toMatchObject({
      code: "CONFIG_MODEL",
      message: expect.stringMatching(/can't be used, and HF_HUB_OFFLINE is set: .*config\.json: vocab_size/),
    });
  });

  it("does not hold a start back for a hub that never answers", async () => {
    hub = await startHub(TINY, id);
    const cacheDir = join(folder, "black-hole");
    await open({ model: id, hubEndpoint: hub.url, cacheDir }).describe();
    hub.fault = () => true;
    const startMs = performance.now();
    await open({ model: id, hubEndpoint: hub.url, cacheDir, stallMs: 300 }).describe();
    expect(performance.now() - startMs).toBeLessThan(6_000);
    expect(hub.requests.filter(({ path }) => path.includes("/api/"))).toHaveLength(3);
  });

  it("shares blobs between revisions: of a new commit only what changed is fetched", async () => {
    hub = await startHub(TINY, id);
    const cacheDir = join(folder, "blobs");
    await open({ model: id, hubEndpoint: hub.url, cacheDir }).describe();
    const before = resolved().length;
    hub.fault = ({ path }, response) => {
      if (!path.startsWith("/api/") || path.includes("/tree/")) return false;
      const body = JSON.stringify({ _id: "1", id, sha: "f".repeat(40) });
      response.writeHead(200, { "content-type": "application/json" }).end(body);
      return true;
    };
    const info = await open({ model: id, hubEndpoint: hub.url, cacheDir }).describe();
    expect(info.revision).toBe("ffffffffffff");
    expect(resolved()).toHaveLength(before);
  });
});

describe("a revision behind @", () => {
  it("is fetched and kept under its own name, beside main", async () => {
    hub = await startHub(TINY, id);
    const cacheDir = join(folder, "revision");
    await open({ model: `${id}@refs/pr/1`, hubEndpoint: hub.url, cacheDir }).describe();
    expect(hub.requests.map(({ path }) => decodeURIComponent(path))).toContain(
      `/api/models/${id}/revision/refs/pr/1`,
    );
    expect(readFileSync(join(cacheDir, REPO, "refs/refs/pr/1"), "utf8")).toBe(COMMIT);
    expect(existsSync(join(cacheDir, REPO, "refs/main"))).toBe(false);
  });

  it("that is a commit is opened from the cache without a request", async () => {
    hub = await startHub(TINY, id);
    const options = { model: `${id}@${COMMIT}`, hubEndpoint: hub.url, cacheDir: join(folder, "commit") };
    await open(options).describe();
    hub.requests.length = 0;
    expect(await open(options).describe()).toMatchObject({ name: id });
    expect(hub.requests).toEqual([]);
  });

  it.each(["a/b@../c", "a/b@x/../../y", "a/b@", "a/..@main", "a/b@-x"])("%s is refused", async (model) => {
    await expect(open({ model, hubEndpoint: NOWHERE }).describe()).rejects.toThrow(/owner\/name@revision/);
  });
});

describe("a hub's refusal is reported with what to do:", () => {
  it.each<[string, number, string | undefined, string | undefined, string, RegExp]>([
    [
      "a misspelt or private id without a token",
      401,
      "RepoNotFound",
      undefined,
      "CONFIG_MODEL",
      /check the spelling of MODEL, or set HF_TOKEN if it is private/,
    ],
    ["a wrong token", 401, undefined, "hf_wrong", "CONFIG_CREDENTIAL", /refuses HF_TOKEN.*make a new token/],
    [
      "a gated model without a token",
      401,
      "GatedRepo",
      undefined,
      "CONFIG_CREDENTIAL",
      /is gated.*open http:.*\/somebody\/tiny-neo, accept its licence/,
    ],
    [
      "a gated model with a token",
      403,
      "GatedRepo",
      "hf_mine",
      "CONFIG_CREDENTIAL",
      /is gated.*accept its licence/,
    ],
    [
      "a token without the right to it",
      403,
      undefined,
      "hf_mine",
      "CONFIG_CREDENTIAL",
      /may not read.*give the token access.*accept the licence/,
    ],
    [
      "a revision that is not there",
      404,
      "RevisionNotFound",
      undefined,
      "CONFIG_MODEL",
      /no such revision.*what follows @/,
    ],
    ["a model that is not there", 404, "RepoNotFound", "hf_mine", "CONFIG_MODEL", /check the spelling/],
  ])("%s", async (name, status, errorCode, hubToken, code, sentence) => {
    hub = await startHub(TINY, id);
    hub.fault = (_request, response) => {
      response.writeHead(status, errorCode ? { "x-error-code": errorCode } : {}).end("{}");
      return true;
    };
    const cacheDir = join(folder, name.replaceAll(" ", "-"));
    const backend = open({ model: id, hubEndpoint: hub.url, hubToken, cacheDir });
    await expect(backend.describe()).rejects.toMatchObject({
      code,
      message: expect.stringMatching(sentence),
    });
  });

  it("a hub that is not there, with the cause and without the password of its address", async () => {
    hub = await startHub(TINY, id);
    await hub.close();
    const connection = connectHub(hub.url.replace("://", "://somebody:secret-word@"));
    const { signal } = new AbortController();
    const options = { model: id, revision: "main", signal, attempts: 1, timeoutMs: 5_000 };
    const error = await listModel(connection, options).catch((cause: Error) => cause);
    await connection.close();
    expect(error).toMatchObject({
      code: "BACKEND_UNREACHABLE",
      message: expect.stringMatching(/from http:\/\/127\.0\.0\.1:\d+ \(.*ECONNREFUSED/),
    });
    expect(String(error)).not.toContain("secret-word");
  });
});

describe("a hub that sends without end", () => {
  const json = { "content-type": "application/json" };

  it("is left at a file's stated size", async () => {
    hub = await startHub(TINY, id);
    let sent = 0;
    hub.fault = ({ path }, response) => {
      if (!path.endsWith("config.json")) return false;
      response.writeHead(200);
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(16_384, "x"))) sent += 16_384;
        sent += 16_384;
      };
      response.on("drain", more);
      more();
      return true;
    };
    const cacheDir = join(folder, "endless");
    await expect(open({ model: id, hubEndpoint: hub.url, cacheDir }).describe()).rejects.toMatchObject({
      code: "CONFIG_MODEL",
      message: expect.stringMatching(/sends more of config\.json of somebody\/tiny-neo than the 695 bytes/),
    });
    expect(sent).toBeLessThan(20e6);
    expect(readdirSync(join(cacheDir, REPO), { recursive: true }).join()).not.toContain("fewshot-part");
  });

  it("is left when its list of files never ends, with and without files on each page", async () => {
    hub = await startHub(TINY, id);
    for (const page of ["[]", JSON.stringify([{ type: "file", path: "a", oid: "0", size: 1 }])]) {
      hub.requests.length = 0;
      hub.fault = ({ path }, response) => {
        if (!path.includes("/tree/")) return false;
        response.writeHead(200, { ...json, link: `<${hub.url}${path}?cursor=1>; rel="next"` }).end(page);
        return true;
      };
      const cacheDir = join(folder, `endless-list-${page.length}`);
      await expect(open({ model: id, hubEndpoint: hub.url, cacheDir }).describe()).rejects.toThrow(
        /lists more files of somebody\/tiny-neo than any model has/,
      );
      expect(hub.requests.length).toBeLessThan(60);
    }
  });
});

describe("a model on a hub", () => {
  const from = async (name: string, ...parts: [from: string, to: string][]) => {
    const source = join(folder, `source-${name}`);
    await mkdir(source, { recursive: true });
    const llama = resolve("test/fixtures/tiny-llama-gqa");
    for (const file of ["config.json", "tokenizer.json"]) await cp(join(llama, file), join(source, file));
    for (const [layout, to] of parts)
      await cp(resolve("test/fixtures/layouts", layout), join(source, to), { recursive: true });
    hub = await startHub(source, id);
    return { model: id, hubEndpoint: hub.url, cacheDir: join(folder, `cache-${name}`) };
  };

  it.each(["external-data", "external-weights", "external-tensors"])(
    "with its weights beside the graph (%s) is fetched with them",
    async (layout) => {
      const options = await from(layout, [layout, "onnx"]);
      await writeFile(join(folder, `source-${layout}`, "onnx", "other.bin"), "not asked for");
      expect(await open(options).describe()).toMatchObject({ dtype: "fp32", parameters: 18_128 });
      expect(resolved().join()).not.toContain("other.bin");
      hub.requests.length = 0;
      await open({ ...options, isOffline: true }).describe();
      expect(hub.requests).toEqual([]);
    },
  );

  it("lacks weights that its graph names, and that is said", async () => {
    const options = await from("lacking", ["external-weights/model.onnx", "onnx/model.onnx"]);
    await expect(open(options).describe()).rejects.toThrow(/lacks onnx\/weights\.pb, which holds weights/);
  });

  it("is fetched in the type that MODEL_DTYPE names", async () => {
    const options = await from(
      "dtype",
      ["keep.onnx", "onnx/model.onnx"],
      ["model_quantized.onnx", "onnx/model_quantized.onnx"],
    );
    expect(await open({ ...options, dtype: "int8" }).describe()).toMatchObject({ dtype: "int8" });
    expect(resolved().filter((path) => path.endsWith(".onnx"))).toHaveLength(1);
    expect(await open(options).describe()).toMatchObject({ dtype: "fp32" });
    await expect(open({ ...options, dtype: "q4" }).describe()).rejects.toThrow(/no q4 export.*fp32, int8/);
  });
});

describe("a proxy", () => {
  /** Tunnels, and notes where to. */
  async function startProxy(): Promise<{ url: string; tunnels: string[] }> {
    const tunnels: string[] = [];
    const server = createServer();
    proxy = server;
    server.on("connect", (request, client, head) => {
      tunnels.push(String(request.url));
      const [host = "", port] = String(request.url).split(":");
      const target = connect(Number(port), host, () => {
        client.write("HTTP/1.1 200 OK\r\n\r\n");
        target.write(head);
        target.pipe(client);
        client.pipe(target);
      });
      for (const socket of [target, client]) socket.on("error", () => {});
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, tunnels };
  }

  it("of HTTP_PROXY gets the requests for listing and files, and none of it where NO_PROXY says so", async () => {
    hub = await startHub(TINY, id);
    const { url, tunnels } = await startProxy();
    vi.stubEnv("HTTP_PROXY", url);
    vi.stubEnv("NO_PROXY", "");
    await open({ model: id, hubEndpoint: hub.url, cacheDir: join(folder, "proxy") }).describe();
    expect(new Set(tunnels)).toEqual(new Set([new URL(hub.url).host]));
    tunnels.length = 0;
    vi.stubEnv("NO_PROXY", "127.0.0.1");
    await open({ model: id, hubEndpoint: hub.url, cacheDir: join(folder, "no-proxy") }).describe();
    expect(tunnels).toEqual([]);
  });

  it("and a user and password in HF_ENDPOINT go to the hub, as Basic credentials", async () => {
    hub = await startHub(TINY, id);
    const hubEndpoint = hub.url.replace("://", "://user:p%40ss@");
    await open({ model: id, hubEndpoint, cacheDir: join(folder, "basic") }).describe();
    const basic = `Basic ${Buffer.from("user:p@ss").toString("base64")}`;
    expect(new Set(hub.requests.map(({ authorization }) => authorization))).toEqual(new Set([basic]));
  });
});
