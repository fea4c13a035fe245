import {
  AiError,
  noopTelemetry,
  systemClock,
  type CallContext,
  type ChatModel,
  type Clock,
  type Origin,
  type Telemetry,
} from '@org/ai-core';
import { wrapModel } from '../model/wrap-model.ts';
import { checkRails } from '../rail/check-rails.ts';
import type { Rail, Stage } from '../rail/rail.ts';
import type { GuardPolicy } from '../screen/mark.ts';
import { maxHeldUnits } from '../screen/screen.ts';
import { guardTool, type GuardedTool, type Tool } from '../tool/guard-tool.ts';
import type { Vault } from '../vault/vault.ts';
import type { GuardAudit } from './audit.ts';
import type { GuardDecision } from './decision.ts';
import { createGuardStream, type GuardStream } from './guard-stream.ts';
import { optimistic } from './optimistic-session.ts';
import { openSession, type GuardParts } from './session.ts';

/** What a guard is made from. */
export interface GuardOptions {
  /** Where two rails redact overlapping spans, the marker of the earlier span stands, then that of the earlier rail. */
  readonly rails: readonly Rail[];
  /** Decides what a finding means where it differs from what the rail proposes. @defaultValue the rails' own proposals */
  readonly policy?: GuardPolicy | undefined;
  /** Gets one `guardrail` operation per checked text, with its decision but never its text. @defaultValue none */
  readonly telemetry?: Telemetry | undefined;
  /** Keeps a record of every decision; where that fails, the text is not released. @defaultValue none */
  readonly audit?: GuardAudit | undefined;
  /**
   * Keeps what rails replace reversibly on the way in, behind numbered placeholders; {@link Guard.wrap} puts it back into
   * the answer. @defaultValue none: placeholders stay
   */
  readonly vault?: Vault | undefined;
  /** @defaultValue the machine's clock */
  readonly clock?: Clock | undefined;
}

/**
 * When streamed text leaves. `verified`: once every enforcing rail has passed it. `optimistic`: at once, while the rails
 * look at it. That gives up what guards are for: what a rail would redact has left by then, and a block only keeps back
 * what comes after it. The decision, the closing parts and the result are the same as with `verified`. For readers who
 * are allowed to see everything, where only the record counts.
 */
export type Release = 'verified' | 'optimistic';

/** Checks texts on their way into and out of a model. */
export interface Guard {
  /**
   * Decides about a whole text; the same as streaming it in one chunk.
   * @throws AiError `aborted` or `timeout` when the caller's signal or deadline fires
   */
  check(
    text: string,
    options: { readonly stage: Stage; readonly context: CallContext; readonly origin?: Origin | undefined },
  ): Promise<GuardDecision>;
  /** Opens a text that arrives in chunks. */
  stream(options: {
    readonly stage: Stage;
    readonly context: CallContext;
    readonly origin?: Origin | undefined;
    /** @defaultValue `verified` */
    readonly release?: Release | undefined;
  }): GuardStream;
  /**
   * The same model behind this guard: what goes in and what comes out, streaming or not. With a vault, values come back
   * in the text of the answer, behind the output rails; tool calls and reasoning keep their placeholders.
   */
  wrap(model: ChatModel, options?: { readonly release?: Release | undefined }): ChatModel;
  /** The same tool behind this guard: its arguments are checked before it runs, and what it says before a model reads it. */
  tool(tool: Tool): GuardedTool;
  /**
   * Puts values back in place of the placeholders that this guard's vault has given out to this principal in this
   * conversation. All others stay as they are.
   * @throws AiError `invalid-input` without a vault, `integrity` when the stored entry was changed or its key is gone
   */
  restore(text: string, options: { readonly context: CallContext }): Promise<string>;
  /** The same for text that arrives in chunks; holds back less than 60 UTF-16 units. */
  restoreStream(
    source: AsyncIterable<string> | Iterable<string>,
    options: { readonly context: CallContext },
  ): AsyncIterable<string>;
  /** Most text that a stream of this stage holds back, in UTF-16 units. */
  maxHeldUnits(stage: Stage): number;
}

/**
 * Makes a guard from rails. Every rail declares how much text it needs to decide, so that a stream releases verified
 * text only: the output does not depend on the chunks, nothing of a redacted span leaves, nothing at or after the
 * start of a blocking span leaves, and no more than {@link Guard.maxHeldUnits} is held back.
 * @throws AiError `invalid-input` for a rail that declares no bound, or two rails of one id
 * @example
 * ```ts
 * import { createContext, createServicePrincipal } from '@org/ai-core';
 * import { createGuard, egressRail, piiRail } from '@org/ai-guardrails';
 *
 * const guard = createGuard({ rails: [piiRail(), egressRail({ allowedHosts: ['docs.example.com'] })] });
 * const context = createContext({ principal: createServicePrincipal({ tenant: 'acme', subject: 'mailer' }) });
 * const decision = await guard.check('Write to ada@example.com', { stage: 'output', context });
 * console.log(decision.action === 'redact' ? decision.text : decision.action);
 * ```
 */
export function createGuard(options: GuardOptions): Guard {
  const { policy, audit, vault, telemetry = noopTelemetry, clock = systemClock } = options;
  const rails = vault === undefined ? [...options.rails] : [...options.rails, vault.forGuards.placeholderLike];
  return guardOf({ rails, policy, audit, vault, telemetry, clock });
}

export function guardOf(parts: GuardParts): Guard {
  checkRails(parts.rails);
  const guard: Guard = {
    async check(text, scope) {
      const session = openSession(parts, scope, true);
      const ready = session.push(text);
      if (typeof ready !== 'string') await ready;
      return (await session.end()).decision;
    },
    stream({ release, ...scope }) {
      const session = openSession(parts, scope);
      return createGuardStream(release === 'optimistic' ? optimistic(session) : session);
    },
    wrap(model, { release } = {}) {
      const { vault } = parts;
      if (vault === undefined) return wrapModel(guard, model, release);
      return vault.forGuards.restoringModel(vault, model.info, (shared) =>
        wrapModel(guardOf({ ...parts, vault: shared }), model, release),
      );
    },
    tool: (tool) => guardTool(guard, tool, parts.vault),
    async restore(text, { context }) {
      return (await vaultOf(parts).open(context)).restore(text);
    },
    restoreStream(source, { context }) {
      const vault = vaultOf(parts);
      return vault.forGuards.restoreChunks(vault, context, source, parts.clock);
    },
    maxHeldUnits: (stage) => maxHeldUnits(parts.rails.filter((rail) => rail.stages.includes(stage))),
  };
  return guard;
}

function vaultOf({ vault }: GuardParts): Vault {
  if (vault !== undefined) return vault;
  throw new AiError('invalid-input', 'the guard has no vault to restore from; give createGuard one in options.vault');
}
