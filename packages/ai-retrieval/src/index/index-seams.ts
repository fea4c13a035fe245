import type { Acl, Principal } from '@org/ai-core';
import type { LockOptions } from '@org/ai-storage';
import type { AccessRule, ReadableSet } from '../access/readable-set.ts';
import type { RankingScope } from '../search/scope.ts';
import type { Hit } from '../search/rank.ts';

/** The places where a fault would let something hidden through. Tests plant faults here and expect the leakage suite to notice; nothing else sets them. */
export interface IndexSeams {
  readonly isAllowed?: AccessRule | undefined;
  readonly tenantOf?: ((principal: Principal) => string) | undefined;
  readonly scopeOf?: ((readable: ReadableSet) => RankingScope) | undefined;
  readonly isReturned?: ((hit: Hit, readable: ReadableSet) => boolean) | undefined;
  /** Whether a document may shape an embedder that the whole tenant uses. */
  readonly isShared?: ((acl: Acl) => boolean) | undefined;
  /** Whether such an embedder may rank for a principal. */
  readonly isServed?: ((principal: Principal) => boolean) | undefined;
  /** Records in a batch: few, so that a small corpus has many commits. */
  readonly batchRecords?: number | undefined;
  /** How the writer's lock sees other processes: simulated machines all run in this one. */
  readonly lock?: Pick<LockOptions, 'processes'> | undefined;
}
