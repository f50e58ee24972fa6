/** What the main thread and the thread that runs PGlite say to each other. */

/** `execute` takes one statement with values; `script` several without. */
export type Request =
  | {
      readonly id: number;
      readonly kind: "execute";
      readonly text: string;
      readonly values: readonly unknown[];
    }
  | { readonly id: number; readonly kind: "script"; readonly text: string }
  | { readonly id: number; readonly kind: "listen"; readonly channel: string }
  | { readonly id: number; readonly kind: "close" };

export interface Result {
  readonly rows: unknown[];
  readonly affected: number;
}

/** A database error in plain fields: errors lose theirs between threads. */
export interface Fault {
  readonly message: string;
  readonly code: string | null;
  readonly constraint: string | null;
}

export type Response =
  | { readonly kind: "ready" }
  | { readonly kind: "failed"; readonly fault: Fault }
  | { readonly kind: "done"; readonly id: number; readonly result: Result }
  | { readonly kind: "refused"; readonly id: number; readonly fault: Fault }
  | { readonly kind: "notice"; readonly channel: string; readonly payload: string };
