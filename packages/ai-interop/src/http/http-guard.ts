import type { CallContext } from '@org/ai-core';
import type { Guard } from '@org/ai-guardrails';

/** How the requests and answers of a service are guarded. Fields are named by path: `message`, `messages.*.content`. */
export interface HttpGuardOptions<Request> {
  readonly guard: Guard;
  /**
   * Who asks, from what the service has verified of the request. Throw AiError `unauthenticated` for nobody: the caller gets
   * status 401.
   */
  readonly context: (request: Request) => CallContext | Promise<CallContext>;
  /** Fields of a JSON request that people wrote. @defaultValue every string of it */
  readonly input?: readonly string[] | undefined;
  /** Fields of a JSON answer that a model wrote. @defaultValue every string of it */
  readonly output?: readonly string[] | undefined;
  /**
   * The field of each event's JSON that holds the next piece of text, in an answer of type text/event-stream; an empty
   * string where the data is the text itself. Without it, such an answer is refused.
   */
  readonly events?: string | undefined;
  /** Largest JSON body that is read, in bytes. @defaultValue 1,048,576 */
  readonly maxBodyBytes?: number | undefined;
}
