import { AiError, type CallContext, type Clock, type JsonValue, type Origin, type Telemetry } from '@org/ai-core';
import type { Rail, RailScope, Stage } from '../rail/rail.ts';
import type { GuardPolicy } from '../screen/mark.ts';
import type { Mechanics } from '../screen/mechanics.ts';
import { createScreen } from '../screen/screen.ts';
import { recordDecision, type GuardAudit } from './audit.ts';
import { decisionOf, withoutText, type GuardDecision } from './decision.ts';
import { createSessionSignal } from './session-signal.ts';

/** What a guard was made from. */
export interface GuardParts {
  readonly rails: readonly Rail[];
  readonly policy: GuardPolicy | undefined;
  readonly telemetry: Telemetry;
  readonly clock: Clock;
  readonly audit?: GuardAudit | undefined;
  readonly mechanics?: Mechanics | undefined;
}

/** The text to come: its stage, who asks, and where the text is from. */
export interface TextScope {
  readonly stage: Stage;
  readonly context: CallContext;
  readonly origin?: Origin | undefined;
}

/** One text under guard, with its deadline, its span of telemetry and its decision. */
export interface Session {
  push(chunk: string): Promise<string>;
  end(): Promise<{ readonly text: string; readonly decision: GuardDecision }>;
  isBlocked(): boolean;
  held(): number;
  /** Fires on the caller's abort and deadline. */
  readonly signal: AbortSignal;
  /** Ends the session early, because nobody wants the rest. */
  cancel(error: unknown): void;
}

const SLICE = 1_024;
const LONGEST_SECTION_MS = 3;

/** `isAllOrNothing`: the caller has no use for text that stands before a block. */
export function openSession(parts: GuardParts, scope: TextScope, isAllOrNothing = false): Session {
  const { clock, telemetry, policy, audit, mechanics } = parts;
  const { stage, context, origin } = scope;
  const over = createSessionSignal(context, clock);
  over.throwIfOver();
  const rails = parts.rails.filter((rail) => rail.stages.includes(stage));
  const attributes = { 'ai.guard.stage': stage, 'ai.guard.rails': rails.map((rail) => rail.id) };
  const span = telemetry.start('guardrail', attributes, context);
  const railScope: RailScope = {
    stage,
    context,
    origin,
    get signal() {
      return over.whole;
    },
  };
  const screen = createScreen({ rails, scope: railScope, policy, clock, mechanics, isAllOrNothing });
  let released = '';
  let isDone = false;
  let sectionMs = clock.monotonicMs();

  const close = (error?: unknown): void => {
    if (isDone) return;
    isDone = true;
    over.close();
    span.end(error);
  };

  /** Gives other work a turn when this text has kept the thread busy for a while. */
  const breathe = async (): Promise<void> => {
    if (clock.monotonicMs() - sectionMs < LONGEST_SECTION_MS) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    sectionMs = clock.monotonicMs();
  };

  const feed = async (step: () => string | Promise<string>): Promise<string> => {
    over.throwIfOver();
    if (isDone) throw new AiError('aborted', 'the text under guard has ended or was given up; open a new one');
    const ready = step();
    const text = typeof ready === 'string' ? ready : await ready;
    over.throwIfOver();
    return text;
  };

  const guarded = async <R>(work: () => Promise<R>): Promise<R> => {
    try {
      return await work();
    } catch (error) {
      close(error ?? new Error('failed without a reason'));
      throw error;
    }
  };

  return {
    push: (chunk) =>
      guarded(async () => {
        let text = '';
        sectionMs = clock.monotonicMs();
        for (let start = 0; start < chunk.length && !screen.isBlocked(); start += SLICE) {
          if (start > 0) await breathe();
          text += await feed(() => screen.push(chunk.slice(start, start + SLICE)));
        }
        released += text;
        return text;
      }),
    end: () =>
      guarded(async () => {
        const text = await feed(() => screen.end());
        released += text;
        const decision = decisionOf(screen.outcome(), released);
        const attributes: Record<string, JsonValue> = {};
        for (const run of decision.rails) attributes[`ai.guard.rail.${run.rail}.duration_ms`] = run.durationMs;
        span.set({ ...attributes, 'ai.guard.action': decision.action, 'ai.guard.findings': decision.findings.length });
        span.decision(stage, withoutText(decision));
        if (audit !== undefined) await recordDecision(audit, decision, scope, policy?.id, clock);
        close();
        return { text, decision };
      }),
    isBlocked: () => screen.isBlocked(),
    held: () => screen.held(),
    get signal() {
      return over.limit;
    },
    cancel: close,
  };
}
