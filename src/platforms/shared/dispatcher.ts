/** The dispatcher that every call to a chat platform goes through: over a proxy where the environment names one. */

import { type Dispatcher, EnvHttpProxyAgent } from "undici";

/** HTTP_PROXY, HTTPS_PROXY and NO_PROXY decide for each address whether it is reached over a proxy.
 * HTTP/2, undici's default, is off: a WebSocket needs a connection of its own. */
export function createDispatcher(): Dispatcher {
  return new EnvHttpProxyAgent({ allowH2: false, proxyTunnel: true });
}
