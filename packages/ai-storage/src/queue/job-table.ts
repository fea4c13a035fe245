import { AiError, type JsonValue } from '@org/ai-core';
import type { JobInfo } from './queue.ts';

/** A job as the table knows it. */
export interface JobEntry {
  readonly id: string;
  /** Payload as JSON; done jobs have none. */
  readonly json: string;
  readonly state: JobInfo['state'];
  /** Deliveries so far; failed ones among them; and deliveries that ended with their process. */
  readonly attempts: number;
  readonly failures: number;
  readonly losses: number;
  /** Not before this time on the wall clock. */
  readonly dueMs: number;
  readonly reason?: string | undefined;
}

/** The jobs of a queue in memory. */
export interface JobTable {
  get(id: string): JobEntry | undefined;
  /** Puts the newest state of a job; one that waits goes to the end of the line, or to its front. */
  put(entry: JobEntry, position?: 'end' | 'front'): void;
  /** The next job in the line that is due. */
  due(nowMs: number): JobEntry | undefined;
  /** When the first of the others is due. */
  nextDueMs(): number | undefined;
  /** Those to be kept, in order. */
  entries(): Iterable<JobEntry>;
  /** Rough size of them all. */
  readonly bytes: number;
}

/** Done jobs whose ids are remembered. */
const rememberedDone = 10_000;

/** Makes an empty table. */
export function createJobTable(): JobTable {
  const entries = new Map<string, JobEntry>();
  let line = new Set<string>();
  const done = new Set<string>();
  let bytes = 0;
  const drop = (id: string): void => {
    const entry = entries.get(id);
    if (entry === undefined) return;
    bytes -= sizeOf(entry);
    entries.delete(id);
  };
  return {
    get: (id) => entries.get(id),
    put(entry, position = 'end') {
      const { id } = entry;
      drop(id);
      line.delete(id);
      const kept = entry.state === 'done' ? { ...entry, json: '' } : entry;
      entries.set(id, kept);
      bytes += sizeOf(kept);
      if (entry.state === 'waiting') {
        if (position === 'end') line.add(id);
        else line = new Set([id, ...line]);
      }
      if (entry.state !== 'done') return;
      done.add(id);
      const [oldest] = done;
      if (done.size <= rememberedDone || oldest === undefined) return;
      done.delete(oldest);
      drop(oldest);
    },
    due(nowMs) {
      for (const id of line) {
        const entry = entries.get(id);
        if (entry !== undefined && entry.dueMs <= nowMs) return entry;
      }
      return undefined;
    },
    nextDueMs() {
      let first: number | undefined;
      for (const id of line) first = Math.min(first ?? Infinity, entries.get(id)?.dueMs ?? Infinity);
      return first;
    },
    *entries() {
      for (const entry of entries.values()) if (entry.state !== 'waiting') yield entry;
      for (const id of line) {
        const entry = entries.get(id);
        if (entry !== undefined) yield entry;
      }
    },
    get bytes() {
      return bytes;
    },
  };
}

/** Bytes of a job's record, roughly. */
export function sizeOf({ id, json, reason = '' }: JobEntry): number {
  return id.length + json.length + reason.length + 80;
}

const states: readonly unknown[] = ['waiting', 'active', 'done', 'dead'];

/** A job's line in the journal. */
export function encodeEntry({ id, json, state, attempts, failures, losses, dueMs, reason }: JobEntry): JsonValue {
  return [id, state, attempts, failures, losses, dueMs, json, reason ?? null];
}

/** @throws AiError `integrity` for a record that this version does not know */
export function decodeEntry(value: JsonValue, path: string): JobEntry {
  if (Array.isArray(value)) {
    const [id, state, attempts, failures, losses, dueMs, json, reason] = value as readonly JsonValue[];
    const numbers = [attempts, failures, losses, dueMs];
    if (typeof id === 'string' && typeof json === 'string' && states.includes(state) && numbers.every(isCount))
      return {
        id,
        json,
        state: state as JobEntry['state'],
        attempts: Number(attempts),
        failures: Number(failures),
        losses: Number(losses),
        dueMs: Number(dueMs),
        reason: typeof reason === 'string' ? reason : undefined,
      };
  }
  throw new AiError('integrity', `${path} holds a record that is none of a queue; restore it from a backup`);
}

function isCount(value: JsonValue | undefined): boolean {
  return typeof value === 'number' && value >= 0;
}
