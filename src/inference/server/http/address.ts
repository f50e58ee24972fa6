/** Addresses of a server's calls, from INFERENCE_URL as the servers' documentation gives it: the root, `…/v1`, or one call's own address. Pure. */

export interface PlainAddress {
  /** Without user and password. */
  readonly url: string;
  /** The header for the user and password that the address held; null without them. */
  readonly authorization: string | null;
}

/** Takes `user:password@` out of an address: it belongs into a header, never into a log. */
export function withoutCredentials(address: string): PlainAddress {
  const url = new URL(address);
  const { username, password } = url;
  if (username === "" && password === "") return { url: address, authorization: null };
  url.username = "";
  url.password = "";
  const pair = `${safelyDecoded(username)}:${safelyDecoded(password)}`;
  return { url: url.href, authorization: `Basic ${Buffer.from(pair).toString("base64")}` };
}

/** Puts a call's path onto a server's address; a query such as `?api-version=…` stays.
 * @param calls the paths of single calls, any of which the address may end in
 * @example joined("http://h/generate?x=1", ["/generate", "/info"], "/info") // "http://h/info?x=1" */
export function joined(address: string, calls: readonly string[], path: string): string {
  const url = new URL(address);
  url.pathname = `${withoutCall(url.pathname, calls)}${path}`;
  return url.href;
}

const OPENAI_CALLS = ["/chat/completions", "/completions", "/models"];

/** The same for the OpenAI API, whose calls are below a version: `/v1` is added where the address has none.
 * Azure's deployments have none. */
export function openaiAddress(address: string, path: string): string {
  const url = new URL(address);
  const base = withoutCall(url.pathname, OPENAI_CALLS);
  const isWhole = base !== url.pathname.replace(/\/+$/, "");
  const hasVersion = /\/v\d+[a-z0-9]*$/i.test(base) || /\/deployments\/[^/]+$/.test(base);
  url.pathname = `${base}${isWhole || hasVersion ? "" : "/v1"}${path}`;
  return url.href;
}

/** The root of such a server, where calls outside the OpenAI API are, e.g. `/tokenize`. */
export function openaiRoot(address: string, path: string): string {
  const url = new URL(address);
  url.pathname = `${withoutCall(url.pathname, OPENAI_CALLS).replace(/\/v\d+[a-z0-9]*$/i, "")}${path}`;
  return url.href;
}

function withoutCall(pathname: string, calls: readonly string[]): string {
  const base = pathname.replace(/\/+$/, "");
  const call = calls.find((known) => base.endsWith(known));
  return call === undefined ? base : base.slice(0, -call.length).replace(/\/+$/, "");
}

function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
