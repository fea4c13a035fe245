import { createAiSdkChat } from './ai-sdk-chat.ts';
import { createCallers } from './callers.ts';
import type { Chat } from './chat.ts';
import { createChatServer, type ChatServer } from './chat-server.ts';
import { createOpenAiChat } from './openai-chat.ts';
import { createRails } from './rails.ts';
import type { Settings } from './settings.ts';
import { startTelemetry } from './telemetry.ts';

/** Everything put together, not listening yet. */
export interface Service extends ChatServer {
  readonly chat: Chat;
  /** Ends what runs in the background. */
  readonly close: () => Promise<void>;
}

/** Builds the service of the settings. Whoever keeps one of the two clients alone deletes the other's file and its line here. */
export function createService(settings: Settings): Service {
  const { telemetry, shutdown } = startTelemetry(settings);
  const guard = createRails(settings.linkHosts, telemetry);
  const { model } = settings;
  const chat =
    settings.client === 'ai-sdk' && model !== undefined
      ? createAiSdkChat(model, guard, telemetry)
      : createOpenAiChat(model, guard, telemetry);
  return {
    ...createChatServer({ settings, chat, callers: createCallers(settings), telemetry }),
    chat,
    close: shutdown,
  };
}
