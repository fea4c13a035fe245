import type { Session } from './session.ts';

/** Text that may be under way to the rails before the source has to wait, in UTF-16 units. */
const MOST_BEHIND = 65_536;

/**
 * The same text, released as it arrives while the rails look at it: what they redact has left by then, and a block ends
 * the text only from the next chunk on. The decision at the end is the same as that of a verified release.
 */
export function optimistic(session: Session): Session {
  let last: Promise<unknown> = Promise.resolve();
  let behind = 0;
  let fault: { readonly error: unknown } | undefined;

  const check = (chunk: string): void => {
    behind += chunk.length;
    last = last
      .then(() => (fault === undefined ? session.push(chunk) : undefined))
      .catch((error: unknown) => (fault ??= { error }))
      .finally(() => (behind -= chunk.length));
  };

  const throwFault = (): void => {
    if (fault !== undefined) throw fault.error;
  };

  return {
    async push(chunk) {
      if (behind > MOST_BEHIND) await last;
      throwFault();
      if (session.isBlocked()) return '';
      check(chunk);
      return chunk;
    },
    async end() {
      await last;
      throwFault();
      const { decision } = await session.end();
      return { text: '', decision };
    },
    isBlocked: () => session.isBlocked(),
    held: () => 0,
    signal: () => session.signal(),
    cancel: (error) => session.cancel(error),
  };
}
