import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Principal } from '@org/ai-core';
import type { OpenAssistant } from '../assistant/open-assistant.ts';
import type { Page } from './page-files.ts';
import type { RecentAnswers } from './recent-answers.ts';

/** One request and its response. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
  /** The principal that the request claims, for a connection that may claim one. */
  readonly resolve: (as: string) => Promise<Principal>;
}

/** What the routes work with. */
export interface ServerParts {
  readonly assistant: OpenAssistant;
  readonly page: Page;
  readonly token: string;
  /** Questions that are being answered. */
  readonly answering: Set<AbortController>;
  readonly maxAnswers: number;
  /** After how many milliseconds a client that reads nothing of its answer is cut off. */
  readonly stallMs: number;
  readonly answers: RecentAnswers;
  readonly onFault: (error: unknown) => void;
  /** Fires when the client is gone. */
  readonly signalOf: (response: ServerResponse) => AbortSignal;
}

/** Answers one request, or throws before the body has begun. */
export type Route = (exchange: Exchange, parts: ServerParts) => Promise<void>;
