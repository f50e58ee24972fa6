/** Models that are opened: folders whole and broken, and models fetched from a hub, over the wire, through its faults. */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { cp, mkdtemp, readFile, rename, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Backend } from "../../src/flows/ports.ts";
import { type OnnxOptions, openOnnxBackend } from "../../src/inference/onnx/backend.ts";
import { type Hub, startHub } from "../emulators/hub/server.ts";

const TINY = resolve("test/fixtures/tiny-neo");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fewshot-engine-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const opened: Backend[] = [];
const open = (options: Partial<OnnxOptions> = {}): Backend => {
  const backend = openOnnxBackend({ model: TINY, cacheDir: join(folder, "cache"), threads: 1, ...options });
  opened.push(backend);
  return backend;
};
afterEach(async () => {
  for (const backend of opened.splice(0)) await backend.close();
});

describe("a model folder", () => {
  it("of optimum's own export has its graph at the top, and is not the built-in model whatever its name", async () => {
    const path = join(folder, "fewshot-neo");
    await cp(TINY, path, { recursive: true });
    await rename(join(path, "onnx/model.onnx"), join(path, "model.onnx"));
    expect(await open({ model: path }).describe()).toMatchObject({ name: "fewshot-neo", builtin: false });
    expect(await open({ model: resolve("models/fewshot-neo") }).describe()).toMatchObject({ builtin: true });
  });

  it("that names no revision is known by its graph's bytes", async () => {
    const sum = createHash("sha256")
      .update(readFileSync(join(TINY, "onnx/model.onnx")))
      .digest("hex");
    expect(await open().describe()).toMatchObject({ revision: sum.slice(0, 12) });
  });
});

describe("a model that can't be opened is told in a sentence:", () => {
  const broken = async (name: string, change: (path: string) => Promise<unknown>) => {
    const path = join(folder, name);
    await cp(TINY, path, { recursive: true });
    await change(path);
    return open({ model: path }).describe();
  };
  const edit = (file: string, change: (json: Record<string, unknown>) => void) => async (path: string) => {
    const json = JSON.parse(await readFile(join(path, file), "utf8"));
    change(json);
    await writeFile(join(path, file), JSON.stringify(json));
  };

  it.each([
    [
      "a folder without its config",
      (path: string) => rm(join(path, "config.json")),
      /config\.json is missing/,
    ],
    [
      "a folder without its tokenizer",
      (path: string) => rm(join(path, "tokenizer.json")),
      /tokenizer\.json is missing/,
    ],
    [
      "a folder without a graph",
      (path: string) => rm(join(path, "onnx"), { recursive: true }),
      /holds no ONNX export/,
    ],
    [
      "another architecture",
      edit("config.json", (json) => {
        json.model_type = "llama";
      }),
      /model_type "llama"; the engine runs gpt_neo only/,
    ],
    [
      "a config cut short",
      (path: string) => truncate(join(path, "config.json"), 40),
      /is not JSON; it may be cut short/,
    ],
    [
      "a graph cut short",
      (path: string) => truncate(join(path, "onnx/model.onnx"), 100_000),
      /can't be opened as an ONNX model; it may be cut short/,
    ],
    [
      "a graph of more layers than the config says",
      edit("config.json", (json) => {
        json.num_layers = 1;
      }),
      /has 2 layers, config\.json says 1/,
    ],
    [
      "a tokenizer that lacks the model's end of text",
      async (path: string) => {
        await edit("config.json", (json) => {
          json.vocab_size = 700;
          json.eos_token_id = 699;
        })(path);
      },
      /lacks token 699, which ends the model's texts/,
    ],
    [
      "a graph of another vocabulary than the config says",
      edit("config.json", (json) => {
        json.vocab_size = 700;
      }),
      /knows 600 tokens, config\.json says vocab_size 700/,
    ],
    [
      "a graph of other heads than the config says",
      edit("config.json", (json) => {
        json.num_heads = 1;
      }),
      /does not run with the sizes that config\.json says/,
    ],
    [
      "a tokenizer of a larger vocabulary",
      edit("config.json", (json) => {
        json.vocab_size = 300;
      }),
      /does not belong to this model/,
    ],
  ])("%s", async (name, change, sentence) => {
    await expect(broken(name.replaceAll(" ", "-"), change)).rejects.toMatchObject({
      code: "CONFIG_MODEL",
      message: expect.stringMatching(sentence),
    });
  });
});

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

  it("goes on where a download was cut, and throws away what has another checksum", async () => {
    hub = await startHub(TINY, id);
    let cuts = 0;
    hub.fault = ({ path }, response) => {
      if (!path.endsWith("model.onnx") || cuts++ > 0) return false;
      response.writeHead(200, { "content-length": 275_307 });
      response.write(Buffer.alloc(50_000));
      setTimeout(() => response.destroy(), 50);
      return true;
    };
    await fetchIt("cut");
    const ranges = hub.requests.filter(({ path }) => path.endsWith("model.onnx")).map(({ range }) => range);
    // The part was resumed; its zeros failed the checksum; the whole was fetched anew.
    expect(ranges).toEqual([undefined, "bytes=50000-", undefined]);
  });

  it("cuts a connection that gives nothing and goes on", async () => {
    hub = await startHub(TINY, id);
    let stalls = 0;
    hub.fault = ({ path }, response) => {
      if (!path.endsWith("model.onnx") || stalls++ > 0) return false;
      response.writeHead(200, { "content-length": 275_307 });
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
      /must be builtin, the path of a folder, or a hub id/,
    );
  });
});
