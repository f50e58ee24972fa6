/** `fewshot review`: what waits for a review, decisions, and what spot checks say. */

import type { Command as Program } from "commander";
import { openCatalogue } from "../../commands/catalogue.ts";
import { loadCommands } from "../../commands/load.ts";
import { watchCommands } from "../../commands/watch.ts";
import { OPERATOR } from "../../core/command/saved-command.ts";
import { BotError } from "../../core/errors.ts";
import type { Actor } from "../../flows/bot/intents.ts";
import { reviewerOf } from "../../flows/review/rights.ts";
import { type SavedContext, withStore } from "../commands/open.ts";
import { decideAll } from "./decide.ts";
import { printDecided, printWaiting } from "./list.ts";
import type { Review, ReviewOptions } from "./open.ts";
import { printReports } from "./report.ts";

export function addReviewCommand(program: Program): void {
  program
    .command("review")
    .description("spot checks and corrections that wait, and what spot checks say")
    .argument("[command]", "a command's name; all when left out")
    .option("--report", "how often answers are right, from spot checks alone")
    .option(
      "--decide <id=decision>",
      "decide one: ID=right, ID=LABEL or ID=none; ID=example, ID=test, ID=row, ID=dismiss or ID=undo. May be repeated",
      (value: string, before: readonly string[] = []) => [...before, value],
    )
    .option(
      "--decided",
      "list the corrections that were decided last, with the ids that --decide ID=undo takes",
    )
    .option("--json", "print one JSON object")
    .action((name: string | undefined, options: ReviewOptions) =>
      withStore((context) => withReview(context, name?.replace(/^\//, "").toLowerCase() ?? null, options)),
    );
}

async function withReview(
  { config, store }: SavedContext & { readonly store: NonNullable<SavedContext["store"]> },
  name: string | null,
  options: ReviewOptions,
): Promise<void> {
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const files = watchCommands(config.COMMANDS_DIR, await loadCommands(config.COMMANDS_DIR), log);
  const commands = await openCatalogue({ files, store, log });
  try {
    const ports = {
      store,
      commands,
      metrics: { refused() {}, reviewed() {} },
      admins: new Set(config.ADMINS),
    };
    const actor: Actor = {
      ...{ interactionId: "terminal", person: OPERATOR, channel: "", locale: "en" },
      standing: async () => "operator",
    };
    const reviewer = await reviewerOf(ports, actor);
    if (reviewer === null)
      throw new BotError("INTERNAL", "the operator at the terminal may review everything");
    const review: Review = { ports, reviewer, command: name };
    if (options.decide) return await decideAll(review, options.decide, options);
    if (options.decided) return await printDecided(review, options);
    return await (options.report ? printReports(review, options) : printWaiting(review, options));
  } finally {
    commands.close();
  }
}
