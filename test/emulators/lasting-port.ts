/** A port for servers that stop and start again on the same one: nobody else is given it in between. */

import { once } from "node:events";
import { createServer } from "node:net";

/** Below the ports that systems give out by themselves: Linux from 32768 on, others from 49152 on. */
const [FIRST, LAST] = [20_000, 32_000];

export async function lastingPort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    const server = createServer().listen(port, "127.0.0.1");
    const isFree = await once(server, "listening").then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    server.close();
    await once(server, "close");
    return port;
  }
}
