/** What is worth telling of a fault that is not ours. */

/** The first line of what a native library said: the rest is a trace. */
export function firstLine(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).split("\n", 1)[0]?.slice(0, 200) ?? "";
}
