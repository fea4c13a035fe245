/** Shows how far something is, on stderr. */
export interface Progress {
  /** A fact worth a line of its own. */
  say(line: string): void;
  /** `done` of `total`; a total of 0 is unknown. On a terminal one line is redrawn, elsewhere a phase is named once. */
  show(phase: string, done: number, total: number): void;
  /** Removes the redrawn line. */
  clear(): void;
}

/** Where progress is written. */
export interface ProgressStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

const barWidth = 28;
const redrawMs = 80;

/** Makes a progress bar for a terminal, or a few plain lines for a file or a pipe. */
export function createProgress(stream: ProgressStream, now: () => number = () => performance.now()): Progress {
  const isTty = stream.isTTY === true;
  let drawnAt = -Infinity;
  let isDrawn = false;
  let phaseShown = '';

  const clear = (): void => {
    if (isDrawn) stream.write('\r\u001B[2K');
    isDrawn = false;
  };
  return {
    clear,
    say(line) {
      clear();
      stream.write(`${line}\n`);
    },
    show(phase, done, total) {
      if (!isTty) {
        if (phase !== phaseShown) stream.write(`${phase} ...\n`);
        phaseShown = phase;
        return;
      }
      if (phase === phaseShown && done < total && now() - drawnAt < redrawMs) return;
      phaseShown = phase;
      drawnAt = now();
      isDrawn = true;
      stream.write(`\r\u001B[2K${barOf(phase, done, total).slice(0, (stream.columns ?? 80) - 1)}`);
    },
  };
}

function barOf(phase: string, done: number, total: number): string {
  if (total <= 0) return `${phase} ${String(done)}`;
  const share = Math.min(1, done / total);
  const filled = Math.round(share * barWidth);
  return `[${'='.repeat(filled)}${' '.repeat(barWidth - filled)}] ${String(Math.round(share * 100)).padStart(3)} %  ${phase}`;
}
