/** What a batch costs, in tokens of a short text: attention makes long rows dearer than their length says. */
export interface CostModel {
  /** Length at which attention costs as much as all the rest of a layer. */
  readonly attentionLength: number;
}

/**
 * The cost model of an encoder. Per token, a layer multiplies about 12 H² numbers in its projections and its feed-forward part (of 4 H), and 2 S H in attention over S tokens:
 * the two are equal at S = 6 H.
 */
export function encoderCost(hidden: number): CostModel {
  return { attentionLength: 6 * hidden };
}

/** Cost of one row of `length` tokens. */
export function rowCost(length: number, { attentionLength }: CostModel): number {
  return length + (length * length) / attentionLength;
}
