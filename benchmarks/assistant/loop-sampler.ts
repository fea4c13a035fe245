/** What the event loop did while it was watched, in milliseconds. */
export interface LoopSamples {
  /** Processor time that the main thread itself used between two ticks: its own sections, whatever else the machine did. */
  readonly own: readonly number[];
  /** Time between two ticks beyond the millisecond that was asked for: what a caller had to wait. */
  readonly late: readonly number[];
}

/** Watches the event loop with a one-millisecond timer until it is stopped. */
export function watchLoop(): () => LoopSamples {
  const own: number[] = [];
  const late: number[] = [];
  let wall = performance.now();
  let cpu = cpuMs();
  const timer = setInterval(() => {
    const [nowWall, nowCpu] = [performance.now(), cpuMs()];
    late.push(Math.max(0, nowWall - wall - 1));
    own.push(nowCpu - cpu);
    [wall, cpu] = [nowWall, nowCpu];
  }, 1);
  return () => {
    clearInterval(timer);
    return { own, late };
  };
}

function cpuMs(): number {
  // Node 24 counts the processor time of the calling thread alone; before that only that of the whole process is known.
  const counter = process as { readonly threadCpuUsage?: () => NodeJS.CpuUsage };
  const { user, system } = counter.threadCpuUsage?.() ?? process.cpuUsage();
  return (user + system) / 1000;
}
