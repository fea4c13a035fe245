/** Lets a few pieces of work run at a time; the others wait in the order they came. */
export type Turns = <T>(work: () => Promise<T>) => Promise<T>;

/** Makes turns for `most` pieces of work at a time. */
export function createTurns(most: number): Turns {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= most) {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      waiting.push(() => {
        resolve(undefined);
      });
      await promise;
    } else running++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}
