import { principalKey, type Principal } from '@org/ai-core';
import type { Partition } from '../index/partition.ts';
import { bytesOfSet, decideAccess, readableSet, type AccessRule, type ReadableSet } from './readable-set.ts';

/** Readable sets by principal, for as long as the partition does not change. */
export interface ReadableCache {
  get(partition: Partition, principal: Principal): ReadableSet;
}

const mostPrincipals = 1_024;
const mostBytes = 256 * 2 ** 20;

interface Known {
  readonly byPrincipal: Map<string, string>;
  /** By the decisions: principals who may read the same share one set. */
  readonly byDecisions: Map<string, ReadableSet>;
}

/** Keyed by the partition itself: any commit makes a new one, so that a revoked right is gone at the next query. */
export function createReadableCache(rule?: AccessRule): ReadableCache {
  const byPartition = new WeakMap<Partition, Known>();
  return {
    get(partition, principal) {
      let known = byPartition.get(partition);
      if (known === undefined) byPartition.set(partition, (known = { byPrincipal: new Map(), byDecisions: new Map() }));
      const { byPrincipal, byDecisions } = known;
      const key = principalKey(principal);
      const signature = byPrincipal.get(key);
      const set = signature === undefined ? undefined : byDecisions.get(signature);
      if (signature !== undefined && set !== undefined) {
        renew(byPrincipal, key, signature);
        renew(byDecisions, signature, set);
        return set;
      }
      const decisions = decideAccess(partition, principal, rule);
      const decided = Array.from(decisions.values(), Number).join('');
      const found = byDecisions.get(decided) ?? readableSet(partition, decisions);
      renew(byPrincipal, key, decided);
      renew(byDecisions, decided, found);
      shrink(known, found);
      return found;
    },
  };
}

/** Puts an entry at the young end. */
function renew<V>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key);
  map.set(key, value);
}

function shrink({ byPrincipal, byDecisions }: Known, newest: ReadableSet): void {
  for (const oldest of byPrincipal.keys()) {
    if (byPrincipal.size <= mostPrincipals) break;
    byPrincipal.delete(oldest);
  }
  let bytes = [...byDecisions.values()].reduce((sum, set) => sum + bytesOfSet(set), 0);
  for (const [oldest, set] of byDecisions) {
    if ((bytes <= mostBytes && byDecisions.size <= mostPrincipals) || set === newest) break;
    byDecisions.delete(oldest);
    bytes -= bytesOfSet(set);
  }
}
