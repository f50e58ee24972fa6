/** Puts the flows together into the `Bot` that platforms talk to. */

import { composeMessage } from "../../core/views/answer/message.ts";
import { createEditor } from "../commands/editor/editor.ts";
import { refuseAdmin } from "../monitoring/dashboard/rights.ts";
import { createMeasure } from "../monitoring/measure/measure.ts";
import { decideInList, listReviews } from "../review/list.ts";
import { nextReview } from "../review/review.ts";
import type { Bot } from "./bot.ts";
import { commandsIn, commandsOf } from "./commands-here.ts";
import type { FlowPorts } from "./context.ts";
import { createHandler } from "./handle.ts";
import { menuOf } from "./help.ts";
import { readText } from "./read-text.ts";
import { isVisibleIn } from "./visible.ts";

export function createBot(ports: FlowPorts): Bot {
  const { store, commands, model } = ports;
  const editor = createEditor(ports);
  return {
    commands,
    modelStatus: () => model.status(),
    menu: (place) => menuOf(ports, place),
    savedNames: (place) => store.savedNames(place),
    onMenuChange(listener) {
      const stops = [commands.onChange(listener), model.onChange(listener)];
      return () => {
        for (const stop of stops) stop();
      };
    },
    handle: createHandler({ ...ports, testSaved: editor.testSaved }),
    editor,
    measure: createMeasure(ports),
    refuseAdmin: (actor) => refuseAdmin(ports, actor),
    nextReview: (actor) => nextReview(ports, actor),
    reviews: (actor) => listReviews(ports, actor),
    decideReview: (decision, actor) => decideInList(ports, decision, actor),
    read: (typed, how, place) => readText(commandsIn(commands, place), typed, how),
    message: (record, { person, ...reader }) =>
      composeMessage(record, {
        ...reader,
        ...commandsOf(record, commands),
        ...(person ? { reader: person } : {}),
      }),
    async find(askId, place) {
      const record = await store.findAsk(askId);
      return record && isVisibleIn(record, place) ? record : null;
    },
    async placeOf(askId) {
      const record = await store.findAsk(askId);
      return record && { platform: record.ask.person.platform, channel: record.ask.place.channel };
    },
    recent: (place) => store.listAsks(place),
    watch: (listener) => store.watch(listener),
  };
}
