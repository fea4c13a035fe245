import type { CommandIo } from '@org/ai-core';
import type { RunProgress } from '../runner/progress.ts';

/** Progress on standard error: one line that is written over on a terminal, else a line for every tenth part. */
export function showProgress(io: Pick<CommandIo, 'stderr' | 'isTty'>): (progress: RunProgress) => void {
  let lastShown = -1;
  return ({ done, total, resumed, faults }) => {
    const step = Math.floor((done / total) * (io.isTty ? 1000 : 10));
    if (step === lastShown && done < total) return;
    lastShown = step;
    const notes = [
      ...(resumed > 0 ? [`${resumed} from the journal`] : []),
      ...(faults > 0 ? [`${faults} with a fault`] : []),
    ];
    const line = `${done}/${total} cases${notes.length === 0 ? '' : ` (${notes.join(', ')})`}`;
    io.stderr(io.isTty ? `\r\u001b[K${line}${done === total ? '\n' : ''}` : `${line}\n`);
  };
}
