/** Milliseconds of processor time that some work takes in this process, all of its threads together. */
export async function processorTime(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/**
 * The least of several measurements, each over so many runs that it takes `leastMs`: what else the machine does, and
 * the collection of garbage of others, can only add to a time.
 */
export async function leastTime(work: () => Promise<unknown>, times: number, leastMs: number): Promise<number> {
  let runs = 1;
  let least = Infinity;
  for (let turn = 0; turn < times;) {
    const total = await processorTime(async () => {
      for (let run = 0; run < runs; run++) await work();
    });
    if (total < leastMs && runs < 64) {
      runs = Math.min(64, Math.max(runs + 1, Math.ceil((runs * leastMs * 1.2) / Math.max(total, 0.05))));
      continue;
    }
    least = Math.min(least, total / runs);
    turn++;
  }
  return least;
}
