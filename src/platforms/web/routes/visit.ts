/** A request, with whoever sent it. */

import type { Context } from "hono";
import type { Actor } from "../../../flows/bot/intents.ts";
import { readVisitor, type Visitor } from "../access/visitor.ts";
import { actorOf, standingOf } from "./chat/outcome.ts";
import type { RouteOptions } from "./options.ts";

export interface Visit {
  readonly options: RouteOptions;
  readonly context: Context;
  readonly visitor: Visitor;
}

type Route = (visit: Visit) => Response | Promise<Response>;

/** Makes handlers of hono from routes. */
export const withVisitor = (options: RouteOptions) => (route: Route) => async (context: Context) =>
  route({ options, context, visitor: await readVisitor(context, options) });

/** Who acts, where it matters what they may do. */
export const actorIn = ({ options, visitor }: Visit): Actor => ({
  ...actorOf(visitor),
  standing: standingOf(options),
});
