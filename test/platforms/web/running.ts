/** The whole bot in this process, as `npm start` opens it, on a free port and a folder of its own. */

import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "../../../src/config/config.ts";
import { type RunningBot, runBot } from "../../../src/main.ts";
import { createLogger } from "../../../src/observability/log.ts";

export interface Running {
  readonly url: string;
  readonly dataDir: string;
  stop(): Promise<void>;
  /** Stops, and starts again on the same port and folder. */
  restart(): Promise<void>;
}

export async function startBot(environment: Record<string, string> = {}): Promise<Running> {
  const dataDir = await mkdtemp(join(tmpdir(), "fewshot-web-"));
  const open = (port: string) =>
    runBot({
      config: readConfig(
        {
          DATA_DIR: dataDir,
          REPORTS_DIR: `${dataDir}-reports`,
          LOG_LEVEL: "error",
          RATE_LIMIT: "0",
          PORT: port,
          ...environment,
        },
        "/nonexistent",
      ),
      log: createLogger("error"),
      isWorker: false,
      onFatal: () => {},
    });
  let bot: RunningBot = await open("0");
  const url = bot.url as string;
  return {
    url,
    dataDir,
    async stop() {
      await bot.stop();
      for (const folder of [dataDir, `${dataDir}-reports`])
        await rm(folder, { recursive: true, force: true });
    },
    async restart() {
      await bot.stop();
      bot = await open(new URL(url).port);
    },
  };
}

/** A request as it goes over the wire: with any Host header and any path, which fetch does not allow.
 * @param keepOpen leaves it to the server to close the connection */
export function rawRequest(url: string, head: string, { keepOpen = false } = {}): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () =>
      socket.write(`${head}\r\n${keepOpen ? "" : "Connection: close\r\n"}\r\n`),
    );
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.on("end", () => resolve(answer)).on("error", reject);
  });
}
