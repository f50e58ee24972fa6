/** What subjects of the contract share. */

import type { Store } from "../../../src/flows/ports/store.ts";

/** The id of the newest ask of a channel with this text, once its answer was noted as delivered. */
export async function untilDelivered(
  store: Store,
  place: { readonly platform: string; readonly channel: string },
  text: string,
): Promise<string> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; ) {
    const [record] = await store.listAsks({ ...place, limit: 1 });
    if (record?.ask.text === text && record.deliveredAt) return record.ask.id;
    await new Promise((later) => setTimeout(later, 20));
  }
  throw new Error("the answer was not noted as delivered");
}
