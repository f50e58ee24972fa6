/** Why a server can't be used, in words without user info or password. */

/** SQLSTATEs of a server that works and refuses: user, password, access rule, or the database's name. */
const REFUSALS = /^(28...|3D000)$/;
/** What the driver itself says of settings: an address that is none, a password that is missing, TLS that the server does not have or
 * whose certificate is not trusted. */
const SETTING_WORDS =
  /invalid url|must be a string|does not support SSL|self.signed|unable to (get|verify)|certificate|hostname\/ip does not match/i;

/** Whether a person has to change DATABASE_URL, or what it names; waiting won't help. */
export function isSetting(cause: unknown): boolean {
  const { code = "", message = "" } = cause as { code?: string; message?: string };
  return REFUSALS.test(code) || SETTING_WORDS.test(message);
}

/** Who refused us and why, without user info or password. */
export function describeRefusal(url: string, cause: unknown): string {
  const { code, message } = cause as { code?: string; message?: string };
  const place = describePlace(url);
  const reason =
    code === "28P01" || code === "28000"
      ? "it refused the user or the password"
      : code === "3D000"
        ? "the database does not exist there"
        : code === "ECONNREFUSED"
          ? "nothing listens there"
          : code === "ENOTFOUND" || code === "EAI_AGAIN"
            ? "the host's name is unknown"
            : `it could not be reached (${code ?? hideSecrets(message ?? "unknown error", url)})`;
  return `PostgreSQL at ${place}: ${reason}. Check DATABASE_URL and that the server is running.`;
}

function describePlace(url: string): string {
  try {
    const { hostname, port, pathname } = new URL(url);
    return `${hostname || "localhost"}:${port || "5432"}${pathname}`;
  } catch {
    return "the address in DATABASE_URL";
  }
}

function hideSecrets(message: string, url: string): string {
  let clean = message.replaceAll(url, "DATABASE_URL");
  if (URL.canParse(url)) {
    const { password } = new URL(url);
    for (const secret of [password, decodeURIComponent(password)])
      if (secret) clean = clean.replaceAll(secret, "…");
  }
  return clean;
}
