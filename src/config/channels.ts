/** Channels as settings name them: by platform and id, with the language of what is posted there. */

import { z } from "zod";

const CHANNEL = /^(slack|discord):(?:(?<=slack:)([CG][A-Z0-9]+)|(?<=discord:)(\d{15,21}))(?:@(en|zh-TW))?$/;

/** A comma-separated list: "slack:C0123ABCD, discord:123456789012345678@zh-TW". */
export const alertChannels = z.string().transform((value, context) => {
  const given = value.split(/[\s,]+/).filter((one) => one !== "");
  const read = given.map((one) => CHANNEL.exec(one));
  if (read.every((one) => one !== null))
    return read.map(([, platform = "", slack, discord, locale = "en"]) => ({
      ...{ platform, channel: slack ?? discord ?? "", locale },
    }));
  context.addIssue({
    code: "custom",
    message:
      "must be channels by platform and id, separated by commas, each with @zh-TW behind it for another language, like slack:C0123ABCD,discord:123456789012345678@zh-TW",
  });
  return z.NEVER;
});
