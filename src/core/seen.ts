/** What is read of a model besides its scores. */

/** What a classifier head reads of the model beside the labels' scores: its state after the prompt, or where a model gives none,
 * the likeliest next tokens. Of the same kind in every answer of a model. */
export type Seen =
  | {
      readonly kind: "state";
      readonly values: Float32Array;
      /** The first so many values say what the text means. Left out for models that don't say which. */
      readonly meaning?: number;
    }
  | { readonly kind: "tokens"; readonly tokens: readonly number[]; readonly logprobs: readonly number[] };
