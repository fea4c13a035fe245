import {
  AiError,
  noopTelemetry,
  type CallContext,
  type Clock,
  type JsonValue,
  type Origin,
  type Telemetry,
} from '@org/ai-core';
import type { Rail, RailScope, Stage } from '../rail/rail.ts';
import type { GuardPolicy } from '../screen/mark.ts';
import type { Mechanics } from '../screen/mechanics.ts';
import { createScreen } from '../screen/screen.ts';
import type { Vault } from '../vault/vault.ts';
import { recordDecision, type GuardAudit } from './audit.ts';
import { decisionOf, withoutText, type GuardDecision } from './decision.ts';
import { createSessionSignal, type SessionSignal } from './session-signal.ts';

/** What a guard was made from. */
export interface GuardParts {
  readonly rails: readonly Rail[];
  readonly policy: GuardPolicy | undefined;
  readonly telemetry: Telemetry;
  readonly clock: Clock;
  readonly audit?: GuardAudit | undefined;
  readonly mechanics?: Mechanics | undefined;
  readonly vault?: Vault | undefined;
}

/** The text to come: its stage, who asks, and where the text is from. */
export interface TextScope {
  readonly stage: Stage;
  readonly context: CallContext;
  readonly origin?: Origin | undefined;
}

/** One text under guard, with its deadline, its span of telemetry and its decision. */
export interface Session {
  /** A promise only where something makes the text wait. */
  push(chunk: string): string | Promise<string>;
  end(): Promise<{ readonly text: string; readonly decision: GuardDecision }>;
  isBlocked(): boolean;
  held(): number;
  /** Fires on the caller's abort and deadline. */
  signal(): AbortSignal;
  /** Ends the session early, because nobody wants the rest. */
  cancel(error: unknown): void;
}

const SLICE = 8_192;
const LONGEST_SECTION_MS = 3;

/** `isAllOrNothing`: the caller has no use for text that stands before a block. */
export function openSession(parts: GuardParts, scope: TextScope, isAllOrNothing = false): Session {
  const { clock, telemetry, policy, audit, mechanics } = parts;
  const { stage, context } = scope;
  const over = createSessionSignal(context, clock);
  over.throwIfOver();
  const rails = parts.rails.filter((rail) => rail.stages.includes(stage));
  const attributes = { 'ai.guard.stage': stage, 'ai.guard.rails': rails.map((rail) => rail.id) };
  const span = telemetry.start('guardrail', attributes, context);
  const railScope = new SessionScope(scope, over);
  const isWayIn = stage !== 'output' && stage !== 'tool-call';
  const vault = isWayIn ? parts.vault : undefined;
  const reversal = vault?.forGuards.createReversal(vault, context, stage);
  const keep = reversal?.keep;
  const screen = createScreen({ rails, scope: railScope, policy, clock, mechanics, isAllOrNothing, keep });
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
    await new Promise((resolve) => setTimeout(resolve, 0));
    sectionMs = clock.monotonicMs();
  };

  const throwIfOver = (): void => {
    over.throwIfOver();
    if (isDone) throw new AiError('aborted', 'the text under guard has ended or was given up; open a new one');
  };

  const fail = (error: unknown): never => {
    close(error ?? new Error('failed without a reason'));
    throw error;
  };

  /** Text of more than a slice, or behind a rail or a store that answers later. */
  const pushSlowly = async (chunk: string): Promise<string> => {
    try {
      let text = '';
      sectionMs = clock.monotonicMs();
      for (let start = 0; start < chunk.length && !screen.isBlocked(); start += SLICE) {
        if (start > 0 && clock.monotonicMs() - sectionMs >= LONGEST_SECTION_MS) await breathe();
        throwIfOver();
        if (reversal !== undefined) await reversal.ready();
        const ready = screen.push(chunk.length <= SLICE ? chunk : chunk.slice(start, start + SLICE));
        const passed = typeof ready === 'string' ? ready : await ready;
        text += reversal === undefined ? passed : await reversal.settle(passed);
        over.throwIfOver();
      }
      released += text;
      return text;
    } catch (error) {
      return fail(error);
    }
  };

  const passOn = (text: string): string => {
    over.throwIfOver();
    released += text;
    return text;
  };

  // Most rails answer at once, and a turn of the event loop costs more than what they do.
  const push: Session['push'] = (chunk) => {
    if (reversal !== undefined || chunk.length > SLICE) return pushSlowly(chunk);
    if (chunk === '' || screen.isBlocked()) return '';
    try {
      throwIfOver();
      const ready = screen.push(chunk);
      return typeof ready === 'string' ? passOn(ready) : ready.then(passOn).catch(fail);
    } catch (error) {
      return fail(error);
    }
  };

  const end: Session['end'] = async () => {
    try {
      throwIfOver();
      if (reversal !== undefined) await reversal.ready();
      const ready = screen.end();
      const passed = typeof ready === 'string' ? ready : await ready;
      const text = reversal === undefined ? passed : await reversal.settle(passed);
      over.throwIfOver();
      released += text;
      const decision = decisionOf(screen.outcome(), released);
      if (telemetry !== noopTelemetry) {
        const attributes: Record<string, JsonValue> = {};
        for (const run of decision.rails) attributes[`ai.guard.rail.${run.rail}.duration_ms`] = run.durationMs;
        span.set({ ...attributes, 'ai.guard.action': decision.action, 'ai.guard.findings': decision.findings.length });
        span.decision(stage, withoutText(decision));
      }
      if (audit !== undefined) await recordDecision(audit, decision, scope, policy?.id, clock);
      close();
      return { text, decision };
    } catch (error) {
      return fail(error);
    }
  };

  return {
    push,
    end,
    isBlocked: () => screen.isBlocked(),
    held: () => screen.held(),
    signal: () => over.limit(),
    cancel: close,
  };
}

/** What rails see of a session. A class, because an accessor is dear to make for each text; most rails never use it. */
class SessionScope implements RailScope {
  readonly stage: Stage;
  readonly context: CallContext;
  readonly origin: Origin | undefined;
  readonly #over: SessionSignal;

  constructor({ stage, context, origin }: TextScope, over: SessionSignal) {
    this.stage = stage;
    this.context = context;
    this.origin = origin;
    this.#over = over;
  }

  get signal(): AbortSignal {
    return this.#over.whole();
  }
}
