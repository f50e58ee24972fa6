/** Messages between the main thread and the thread that runs PGlite. */

/** `query` takes one statement with values; `exec` several without. */
export type Request =
  | { readonly kind: "query"; readonly text: string; readonly values: readonly unknown[] }
  | { readonly kind: "exec"; readonly text: string }
  | { readonly kind: "listen"; readonly channel: string }
  | { readonly kind: "close" };

export interface Result {
  readonly rows: unknown[];
  readonly affectedRows: number;
}

/** A database error in plain fields: an error object loses its own between threads. */
export interface Fault {
  readonly message: string;
  /** SQLSTATE; null for an error that is not PostgreSQL's. */
  readonly code: string | null;
  readonly constraint: string | null;
}

export type Response =
  | { readonly kind: "ready" }
  | { readonly kind: "failed"; readonly fault: Fault }
  | { readonly kind: "done"; readonly id: number; readonly result: Result }
  | { readonly kind: "refused"; readonly id: number; readonly fault: Fault }
  | { readonly kind: "notice"; readonly channel: string; readonly payload: string };
