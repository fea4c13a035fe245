import { AiError } from '@org/ai-core';
import type { GuardDecision } from './decision.ts';
import type { Session } from './session.ts';
import { untilAborted } from './until-aborted.ts';

/**
 * Text under guard as it arrives. Use either `transform`, or `push` and `end`; once per text.
 * What comes out is final: it does not depend on how the text was cut into chunks.
 */
export interface GuardStream {
  /** Yields the text that may go out. Ends early, and stops the source, when a rail blocks: `decision` says so. */
  transform(source: AsyncIterable<string> | Iterable<string>): AsyncIterable<string>;
  /** Takes a chunk in and returns the text that may go out now. Wait for it before the next call. */
  push(chunk: string): Promise<string>;
  /** Returns the rest of the text that may go out, and the decision about all of it. */
  end(): Promise<{ readonly text: string; readonly decision: GuardDecision }>;
  /** Gives the text up: nothing more comes out, and rails that are still judging are told to stop. */
  cancel(): void;
  /** Whether a rail has blocked: nothing more will come out. */
  readonly isBlocked: boolean;
  /** Text held back at this moment, in UTF-16 units; never more than the guard's `maxHeldUnits` for the stage. */
  readonly heldUnits: number;
  /** Settles when the text has ended; rejects when it was cancelled or left early. */
  readonly decision: Promise<GuardDecision>;
}

export function createGuardStream(session: Session): GuardStream {
  const { promise: decision, resolve, reject } = Promise.withResolvers<GuardDecision>();
  decision.catch(() => undefined);

  const end: GuardStream['end'] = async () => {
    try {
      const last = await session.end();
      resolve(last.decision);
      return last;
    } catch (error) {
      reject(error);
      throw error;
    }
  };

  const push: GuardStream['push'] = async (chunk) => {
    try {
      const ready = session.push(chunk);
      return typeof ready === 'string' ? ready : await ready;
    } catch (error) {
      reject(error);
      throw error;
    }
  };

  const leave = (): void => {
    const left = new AiError('aborted', 'the guarded stream was left before its end');
    session.cancel(left);
    reject(left);
  };

  return {
    push,
    end,
    cancel: leave,
    async *transform(source) {
      let isOver = false;
      try {
        for await (const chunk of untilAborted(source, session.signal())) {
          const text = await push(chunk);
          if (text !== '') yield text;
          if (session.isBlocked()) break;
        }
        const { text } = await end();
        isOver = true;
        if (text !== '') yield text;
      } catch (error) {
        isOver = true;
        session.cancel(error);
        reject(error);
        throw error;
      } finally {
        if (!isOver) leave();
      }
    },
    get isBlocked() {
      return session.isBlocked();
    },
    get heldUnits() {
      return session.held();
    },
    decision,
  };
}
