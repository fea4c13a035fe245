import type { CommandIo } from '@org/ai-core';

/** One line on a terminal that says how far a long copy is. */
export interface CopyProgress {
  readonly show: (done: number, total: number) => void;
  end(): void;
}

const mebibyte = 2 ** 20;
/** Less is copied before anybody could read how far it is. */
const shownFrom = 16 * mebibyte;

/** Makes a line that is not shown yet; where there is no terminal it never is. */
export function createProgress(verb: string, io: CommandIo): CopyProgress {
  let shown = -1;
  return {
    show: (done, total) => {
      const percent = Math.floor((100 * done) / Math.max(1, total));
      if (!io.isTty || total < shownFrom || percent === shown) return;
      shown = percent;
      io.stderr(`\r${verb} ${String(percent)} % of ${String(Math.round(total / mebibyte))} MiB`);
    },
    end: () => {
      if (shown >= 0) io.stderr('\n');
    },
  };
}
