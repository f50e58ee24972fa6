/**
 * A model server on loopback that says what a test wants: a text after a time, a fault of any kind.
 * It speaks the plain `huggingface` call; whoever wants another protocol gives the body.
 */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

export interface ModelRequest {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: {
    readonly inputs?: string;
    readonly prompt?: string;
    readonly model?: string;
    readonly parameters?: Record<string, unknown>;
    readonly options?: unknown;
  };
}

export interface ModelServer {
  readonly url: string;
  readonly requests: ModelRequest[];
  /** How the next requests are answered; the usual answer is " Positive" in the huggingface shape. */
  answer: (request: ModelRequest, response: ServerResponse) => void | Promise<void>;
  close(): Promise<void>;
}

/** @param delayMs the model's time */
export async function startModelServer({ delayMs = 0 } = {}): Promise<ModelServer> {
  const requests: ModelRequest[] = [];
  const server = createServer(async (incoming, response) => {
    let text = "";
    for await (const chunk of incoming) text += chunk;
    const request = { path: incoming.url ?? "", headers: incoming.headers, body: JSON.parse(text || "{}") };
    requests.push(request);
    await sleep(delayMs);
    await served.answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const served: ModelServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answer: (_request, response) =>
      sendJson(response, 200, [{ generated_text: " Positive\n###\nMessage: more" }]),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return served;
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}
