import type { LaneRule } from '../scheduler/lane.ts';
import type { LoadedBundle } from './protocol.ts';

/** One version of a model that workers hold: what a handle points to, until it is swapped for another. */
export interface ModelVersion extends LoadedBundle {
  readonly fingerprint: string;
  readonly directory: string;
  readonly rule: LaneRule;
  /** Handles and running work that need it; at 0 the workers let go of it. */
  uses: number;
}
