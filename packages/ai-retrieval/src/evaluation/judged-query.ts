import type { Principal } from '@org/ai-core';

/** A judged query, and who asks it. */
export interface JudgedQuery {
  readonly id: string;
  readonly query: string;
  readonly principal: Principal;
}
