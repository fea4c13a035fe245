import { principalKey, type Principal } from '@org/ai-core';
import type { Partition } from '../index/partition.ts';
import { readableSet, type AccessRule, type ReadableSet } from './readable-set.ts';

/** Readable sets by principal, for as long as the partition does not change. */
export interface ReadableCache {
  get(partition: Partition, principal: Principal): ReadableSet;
}

const mostPrincipals = 128;

/** Keyed by the partition itself: any commit makes a new one, so that a revoked right is gone at the next query. */
export function createReadableCache(rule?: AccessRule): ReadableCache {
  const byPartition = new WeakMap<Partition, Map<string, ReadableSet>>();
  return {
    get(partition, principal) {
      let sets = byPartition.get(partition);
      if (sets === undefined) byPartition.set(partition, (sets = new Map<string, ReadableSet>()));
      const key = principalKey(principal);
      const known = sets.get(key);
      if (known !== undefined) {
        sets.delete(key);
        sets.set(key, known);
        return known;
      }
      const set = readableSet(partition, principal, rule);
      sets.set(key, set);
      for (const oldest of sets.keys()) {
        if (sets.size <= mostPrincipals) break;
        sets.delete(oldest);
      }
      return set;
    },
  };
}
