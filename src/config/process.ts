/** What is read from, and set for, this process before any configuration. */

/** Keeps onnxruntime, whose official builds report sessions and model names to its maker, from sending anything. To be called on the
 * main thread before the runtime is loaded: a worker's environment is a copy that native code does not see.
 * @see https://github.com/microsoft/onnxruntime/blob/main/docs/Privacy.md */
export function forbidTelemetry(): void {
  process.env.ORT_DISABLE_TELEMETRY = "1";
}

/** Whether npm or npx started this process. Both forward SIGTERM to the shell between, which does not pass it on. */
export function isRunByNpm(): boolean {
  return process.env.npm_lifecycle_event !== undefined || process.env.npm_command !== undefined;
}

/** The log level alone, for the words after a failure; never throws. */
export function readLogLevel(): string {
  return process.env.LOG_LEVEL ?? "info";
}
