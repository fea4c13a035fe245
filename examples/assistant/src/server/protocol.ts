/**
 * What the page and the server say to each other: the exact JSON of every route of the local server.
 *
 * Every request: `Host` must be `127.0.0.1:<port>` or `localhost:<port>`; `Origin`, where the browser sends one, must be the same.
 * Every POST: `content-type: application/json`, the header `x-assistant-token` with the token of this start, a body of at most 64 KiB.
 * The token stands in the page: `<meta name="assistant-token" content="...">`; in `src/page/index.html` write `content="{{token}}"` and the server fills it in.
 *
 * | route | request | response |
 * | --- | --- | --- |
 * | `GET /` | | `src/page/index.html` |
 * | `GET /page/<file>` | | a file of `src/page`: `.css`, `.svg`, `.png` as they are, `.ts` with its types stripped and as JavaScript (so `<script type="module" src="/page/main.ts">` and relative imports that end in `.ts` work; `import type` may reach out of the folder). `*.test.ts` is not served |
 * | `GET /api/status` | | {@link StatusResponse} |
 * | `POST /api/ask` | {@link AskRequest} | 200, `application/x-ndjson`: one {@link AskLine} a line, flushed as it happens. Leaving (aborting the fetch) cancels the work |
 * | `POST /api/documents` | {@link DocumentsRequest} | {@link DocumentsResponse}: what this principal may read |
 * | `POST /api/document` | {@link DocumentRequest} | {@link DocumentResponse}; 404 `not-found` when it is not there and, the same bytes, when it may not be read |
 * | `POST /api/feedback` | {@link FeedbackRequest} | 204 |
 * | `GET /metrics` | | Prometheus text |
 *
 * Any failure before a body began: 4xx or 5xx with {@link ErrorResponse}. A failure after an answer began is the last line of the stream.
 * The content security policy allows scripts, styles, images, fonts and connections of this origin only; nothing inline (no `style` attribute, no `onclick`).
 */
import type { AnswerEvent } from '@org/ai-blueprints';
import type { TextSpan } from '@org/ai-core';

/** A demo principal, as the switch on the page shows it. */
export interface PrincipalSummary {
  /** What `as` takes. */
  readonly id: string;
  readonly tenant: string;
  readonly kind: 'user' | 'anonymous';
  readonly groups: readonly string[];
  /** One line for people: "Software engineer at Meridian Parcel". */
  readonly description: string;
}

/** `GET /api/status`: what this start of the program is. */
export interface StatusResponse {
  readonly principals: readonly PrincipalSummary[];
  /** The principal to begin with. */
  readonly defaultPrincipal: string;
  readonly model: {
    readonly id: string;
    readonly provider: string;
    /** Copies sentences of the documents; otherwise a generating model writes behind the same rails. */
    readonly isExtractive: boolean;
  };
  readonly search: {
    /** Whether an embedder is there; the plan of each answer says whether it took part in the search. */
    readonly isDense: boolean;
    /** Why not, when it does not. */
    readonly note?: string | undefined;
  };
  /** Questions worth a try, by principal id; principals without one are absent. */
  readonly suggestions: Readonly<Record<string, readonly string[]>>;
}

/** `POST /api/ask`. */
export interface AskRequest {
  /** 1 to 4,000 characters. */
  readonly question: string;
  /** Id of a demo principal. */
  readonly as: string;
}

/**
 * One line of an answer's stream. First `start`, then {@link AnswerEvent}s, at the end either `finish` or `error`; nothing follows these two.
 * A `citation` comes before the `text-delta` that holds its marker `[n]`. The whole text of the answer is `finish.answer.text`; `[n]` there is `answer.citations[n - 1]`.
 * A sentence whose only support is untrusted is followed by its marker and the words "(untrusted source)".
 */
export type AskLine =
  | { readonly type: 'start'; readonly answerId: string }
  | AnswerEvent
  | { readonly type: 'error'; readonly error: ErrorBody };

/** `POST /api/documents`. */
export interface DocumentsRequest {
  readonly as: string;
}

/** The documents that the principal may read, ordered by id. */
export interface DocumentsResponse {
  readonly documents: readonly {
    readonly id: string;
    readonly title: string;
    readonly trust: 'trusted' | 'untrusted';
  }[];
}

/** `POST /api/document`. */
export interface DocumentRequest {
  readonly as: string;
  readonly document: string;
}

/** A document as its offsets see it: a citation's quote is `text.slice(start, end)`. Render it as text, never as HTML. */
export interface DocumentResponse {
  readonly id: string;
  readonly title: string;
  readonly digest: string;
  readonly mediaType: string;
  readonly text: string;
  readonly trust: 'trusted' | 'untrusted';
  readonly headings: readonly (TextSpan & { readonly level: number; readonly text: string })[];
}

/** `POST /api/feedback`: kept as one JSON line beside the index, without the question and the answer. */
export interface FeedbackRequest {
  readonly answerId: string;
  readonly thumb: 'up' | 'down';
  readonly as: string;
}

/** What went wrong, in words for the person who asked. Codes are those of AiError: 'invalid-input', 'unauthenticated', 'forbidden', 'not-found', 'payload-too-large', 'timeout', 'upstream', ... */
export interface ErrorBody {
  readonly code: string;
  readonly message: string;
  readonly isRetryable: boolean;
  /** Part of the answer had been shown: it is incomplete and must be labelled so. */
  readonly isReleased: boolean;
}

/** The body of every response that is not 2xx. */
export interface ErrorResponse {
  readonly error: ErrorBody;
}
