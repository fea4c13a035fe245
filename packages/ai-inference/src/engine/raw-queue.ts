import type { Job, SequenceRequest } from '../sequence/job.ts';
import { createClasses } from '../scheduler/classes.ts';
import { createTurns, type Turns } from '../scheduler/turns.ts';
import type { Priority } from '../scheduler/unit.ts';

/** Jobs whose texts were not tokenized yet. */
export interface RawQueue {
  readonly size: number;
  add(job: Job): void;
  delete(job: Job): boolean;
  /** The next few jobs to tokenize together; batch work only when `hasRoom`. */
  take(nowMs: number, hasRoom: boolean): readonly Job[];
}

/** A portion is small, so that an interactive text waits for a millisecond or two. */
const mostTexts = 64;
const mostCharacters = 65_536;

/** Makes an empty queue. */
export function createRawQueue(ageAfterMs: number): RawQueue {
  const queues: Record<Priority, Turns<SequenceRequest | Job, Job>> = {
    interactive: createTurns(),
    batch: createTurns(),
  };
  const classes = createClasses(ageAfterMs);
  const ownerOf = (job: Job): SequenceRequest | Job => job.owner ?? job;
  return {
    get size() {
      return queues.interactive.size + queues.batch.size;
    },
    add(job) {
      queues[job.priority].add(ownerOf(job), job);
    },
    delete: (job) => queues[job.priority].delete(ownerOf(job), job),
    take(nowMs, hasRoom) {
      const priority = classes.pick(queues.interactive.size > 0, hasRoom && queues.batch.size > 0, nowMs);
      if (priority === undefined) return [];
      const queue = queues[priority];
      const taken: Job[] = [];
      let characters = 0;
      for (const job of queue.values()) {
        const first = taken[0] ?? job;
        if (job.version !== first.version || job.hasOffsets !== first.hasOffsets) break;
        if (taken.length > 0 && (taken.length >= mostTexts || characters + job.characters > mostCharacters)) break;
        taken.push(job);
        characters += job.characters;
      }
      for (const job of taken) queue.delete(ownerOf(job), job);
      const [first] = taken;
      if (first !== undefined) queue.pass(ownerOf(first));
      return taken;
    },
  };
}
