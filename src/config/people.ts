/** People as settings name them: by platform and id, as Slack and Discord show it under Copy member ID and Copy User ID. */

import { z } from "zod";

const PERSON = /^(slack:[UW][A-Z0-9]+|discord:\d{15,21})$/;

/** A comma-separated list. */
export const people = z
  .string()
  .transform((value) =>
    value
      .split(",")
      .map((one) => one.trim())
      .filter((one) => one !== ""),
  )
  .refine(
    (all) => all.every((one) => PERSON.test(one)),
    "must be people by platform and id, separated by commas, like slack:U0123ABCD,discord:123456789012345678",
  );
