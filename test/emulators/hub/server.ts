/** A hub on loopback that serves one model folder as huggingface.co does, with faults that a test switches on. */

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

export interface HubRequest {
  readonly path: string;
  readonly range: string | undefined;
  readonly authorization: string | undefined;
}

export interface Hub {
  readonly url: string;
  readonly requests: HubRequest[];
  /** Takes a request over; true when it did. */
  fault: (request: HubRequest, response: ServerResponse) => boolean;
  close(): Promise<void>;
}

const REVISION = "0123456789abcdef0123456789abcdef01234567";

/** @param folder what `owner/name` holds
 * @see https://huggingface.co/docs/hub/api */
export async function startHub(folder: string, model: string): Promise<Hub> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  const contents = new Map(files.map((file) => [file, readFileSync(join(folder, file))]));
  const requests: HubRequest[] = [];
  const server = createServer((incoming, response) => {
    const { pathname } = new URL(incoming.url ?? "/", "http://hub");
    const request = {
      path: pathname,
      range: incoming.headers.range,
      authorization: incoming.headers.authorization,
    };
    requests.push(request);
    if (hub.fault(request, response)) return;
    const json = (status: number, body: unknown) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (pathname === `/api/models/${model}` || pathname.startsWith(`/api/models/${model}/revision/`))
      return json(200, {
        _id: "1",
        id: model,
        sha: REVISION,
        private: false,
        gated: false,
        downloads: 0,
        likes: 0,
        lastModified: "2026-01-01T00:00:00.000Z",
      });
    if (pathname.startsWith(`/api/models/${model}/tree/`))
      return json(
        200,
        [...contents].map(([path, content]) => ({
          type: "file",
          path,
          oid: createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex"),
          size: content.length,
          ...(path.endsWith(".onnx")
            ? {
                lfs: {
                  oid: createHash("sha256").update(content).digest("hex"),
                  size: content.length,
                  pointerSize: 100,
                },
              }
            : {}),
        })),
      );
    const content = contents.get(pathname.slice(`/${model}/resolve/${REVISION}/`.length));
    if (!pathname.startsWith(`/${model}/resolve/`) || !content) return json(404, { error: "Not found" });
    const from = Number(/bytes=(\d+)-/.exec(request.range ?? "")?.[1] ?? 0);
    response.writeHead(from > 0 ? 206 : 200, {
      "content-length": content.length - from,
      "accept-ranges": "bytes",
    });
    response.end(content.subarray(from));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const hub: Hub = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    fault: () => false,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return hub;
}
