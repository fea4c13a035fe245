/** Ids of answers that may still get a thumb. */
export interface RecentAnswers {
  remember(id: string): void;
  isKnown(id: string): boolean;
}

/** Remembers the latest ids, the oldest go first. */
export function createRecentAnswers(capacity = 10_000): RecentAnswers {
  const ids = new Set<string>();
  return {
    remember(id) {
      ids.add(id);
      const [oldest] = ids;
      if (ids.size > capacity && oldest !== undefined) ids.delete(oldest);
    },
    isKnown: (id) => ids.has(id),
  };
}
