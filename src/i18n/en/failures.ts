/** Why something was not done, and what to do. */

import type { ErrorCode } from "../../core/errors.ts";
import { createFormat } from "../format.ts";

const { count, number } = createFormat("en");

export const failures = {
  refusals: {
    unknownCommand: (name: string, nearest: string | null) =>
      nearest === null
        ? `There is no command /${name}.`
        : `There is no command /${name}. Did you mean /${nearest}?`,
    likeNoCommand: (name: string) => `There is no command /${name}. /fewshot list shows all.`,
    emptyText: (command: string, example: string) =>
      `Write a text after the command, for example: /${command} ${example}`,
    tooLong: (words: number) =>
      count(words, {
        one: "This text is too long for the model. It can read about # word; please shorten it.",
        other: "This text is too long for the model. It can read about # words; please shorten it.",
      }),
    optedOut: "You have opted out, so nothing was stored or sent to the model. Opt in again to use Fewshot.",
    authorOptedOut: "The author of this message has opted out, so it can't be analysed. Nothing was stored.",
    rateLimited: (limit: number, seconds: number) =>
      `${count(limit, {
        one: "That is more than # ask in a minute.",
        other: "That is more than # asks in a minute.",
      })} ${count(seconds, { one: "Please try again in # second.", other: "Please try again in # seconds." })}`,
    /** What was typed, given back with a refusal. */
    youWrote: (typed: string) => `You wrote: ${typed}`,
    tooManyOverrides: "This answer was overridden too often. Nothing more was saved.",
    notFound: "This answer is no longer stored: it was erased, or its time is over.",
    notAllowed: "This button belongs to another channel.",
    notYours: "Only the person who wrote an override can withdraw it.",
    notALabel: (value: string, labels: readonly string[]) =>
      `"${value}" is not one of the labels ${labels.join(", ")}.`,
    emptyOverride: "Write the answer that should be shown first.",
    noAnswerYet: "There is no answer yet. Please wait for it.",
    temperature: "Temperature must be a number from 0 to 2.",
    maxNewTokens: (most: number) => `Length must be a whole number of tokens from 1 to ${number(most)}.`,
    endSequence: "The end sequence must be 1 to 20 characters on one line, with no space at either end.",
    examples: (most: number) => `The number of examples must be a whole number from 0 to ${most}.`,
    noText: "This message has no text that could be analysed.",
    textLimit: (most: number) => `This text is too long: at most ${number(most)} characters.`,
  },

  failures: {
    INPUT_TOO_LONG: "This text is too long for the model. Please shorten it and ask again.",
    INPUT_USAGE: "This was not understood. See help.",
    CONFIG_INVALID: "Fewshot is not set up correctly. Its log says why.",
    CONFIG_COMMAND:
      "This command has a fault or was retired meanwhile, so it can't be used right now. Fewshot's log says why.",
    CONFIG_PORT: "Fewshot could not open its port.",
    CONFIG_MODEL: "The model could not be opened. Fewshot's log says why.",
    CONFIG_CREDENTIAL: "The model's server refused Fewshot's credentials. Fewshot's log says why.",
    BACKEND_BUSY: "The model was too busy to answer. Please ask again later.",
    BACKEND_LOADING: "The model took too long to load. Please ask again later.",
    BACKEND_UNREACHABLE: "The model's server could not be reached. Please ask again later.",
    BACKEND_REFUSED: "The model's server refused the request. Fewshot's log says why.",
    BACKEND_RATE_LIMITED: "The model's server takes no more requests right now. Please ask again later.",
    BACKEND_TIMEOUT: "The model took too long to answer. Please ask again later.",
    BACKEND_MALFORMED: "The model's server gave an answer that could not be read. Fewshot's log says why.",
    BACKEND_CRASHED: "The model stopped while it was answering. Please ask again.",
    BACKEND_ABORTED: "The ask was cancelled.",
    PLATFORM_REFUSED: "The answer may not be posted here.",
    PLATFORM_RATE_LIMITED: "Too much was posted at once. Please ask again later.",
    PLATFORM_UNREACHABLE: "The answer could not be posted. Please ask again later.",
    PLATFORM_UNKNOWN_FATE: "It is not known whether the answer was posted.",
    STORE_UNAVAILABLE: "Fewshot's store can't be reached right now. Please try again.",
    STORE_LOCKED: "Fewshot's data folder is in use by another process.",
    STORE_FULL: "The disk of Fewshot's machine is full, so this could not be saved. Please try again later.",
    STORE_UNWRITABLE: "Fewshot can't write to its data folder.",
    STORE_FOREIGN: "Fewshot's data folder belongs to something else.",
    INTERNAL: "Something went wrong inside Fewshot. Its log says why.",
  } satisfies Record<ErrorCode, string>,
};
