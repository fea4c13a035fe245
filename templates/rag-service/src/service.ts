import { createRagAssistant, type RagAssistant } from '@org/ai-blueprints';
import type { JwtResolver } from '@org/ai-interop/jwt';
import { createTelemetryLayer } from '@org/ai-telemetry';
import { createAnswerModel } from './answer-model.ts';
import { createIndexSource, openIndex, type IndexSource } from './index-source.ts';
import { createRagServer, type RagServer } from './rag-server.ts';
import { createRails } from './rails.ts';
import type { Settings } from './settings.ts';
import { createSignIn } from './sign-in.ts';
import { startTelemetry } from './telemetry.ts';

/** Everything put together, not listening yet. */
export interface Service extends RagServer {
  /** What answers, without HTTP: the evaluation asks it. */
  readonly assistant: Pick<RagAssistant, 'ask'>;
  /** Ends what runs in the background. */
  readonly close: () => Promise<void>;
}

/** Parts that tests put others in place of, to show that what they guard is guarded by them. */
export interface ServiceParts {
  readonly signIn?: ((own: JwtResolver) => JwtResolver) | undefined;
  readonly index?: ((own: IndexSource) => IndexSource) | undefined;
  readonly assistant?: ((own: Pick<RagAssistant, 'ask'>) => Pick<RagAssistant, 'ask'>) | undefined;
}

/** Builds the service of the settings. */
export function createService(settings: Settings, parts: ServiceParts = {}): Service {
  const { limits } = settings;
  const { telemetry, shutdown } = startTelemetry(settings);
  const ownIndex = createIndexSource(() => openIndex(settings.index, { isReadOnly: true, telemetry }));
  const source = parts.index?.(ownIndex) ?? ownIndex;
  const ownSignIn = createSignIn(settings.signIn);
  const signIn = parts.signIn?.(ownSignIn) ?? ownSignIn;
  const { model, priceTable, close } = createAnswerModel(settings.model);
  const ownAssistant = createRagAssistant({
    index: source.index,
    model,
    guard: createRails(settings.linkHosts, telemetry),
    telemetry,
    priceTable,
    layers: { telemetry: createTelemetryLayer(telemetry) },
    limits: { maxQuestionLength: limits.maxQuestionLength, timeoutMs: limits.timeoutMs },
  });
  const assistant = parts.assistant?.(ownAssistant) ?? ownAssistant;
  let checking: Promise<unknown> | undefined;
  const checkReady = async (): Promise<void> => {
    // Whoever asks meanwhile gets the same answer: readiness has no sign-in, and must not be a way to wear the database out.
    checking ??= Promise.all([source.check(), signIn.checkKeys()]).finally(() => (checking = undefined));
    await checking;
  };
  return {
    ...createRagServer({ limits, release: settings.release, assistant, signIn, telemetry, checkReady }),
    assistant,
    close: async () => {
      await Promise.all([source.close(), close()]);
      await shutdown();
    },
  };
}
