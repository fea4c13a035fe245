import { AiError } from '@org/ai-core';

/** A marker that nobody can guess, to be planted where nothing may leave from. */
export interface Canary {
  /** Names the canary in findings and records; it says nothing about the marker. */
  readonly id: string;
  /** What to plant. Not enumerable: it shows in no JSON and no log of the canary. */
  readonly marker: string;
}

/** What a canary is made from. */
export interface CanaryOptions {
  /** Tells where it is planted, `system-prompt` for instance. */
  readonly id: string;
  /**
   * A known secret to watch in place of a new marker; at least 12 letters and digits.
   * @defaultValue 26 letters drawn by chance, 122 bits
   */
  readonly value?: string | undefined;
  /** Source of chance. @defaultValue the machine's cryptographic one */
  readonly randomBytes?: ((length: number) => Uint8Array) | undefined;
}

/** Fewest letters and digits that give a marker away; a piece of this length alone is found, too. */
export const LEAST_LETTERS = 12;

const LETTERS = 26;
const LENGTH = 26;
/** The largest multiple of 26 in a byte: above it, letters would not be equally likely. */
const EVEN = 234;

/**
 * Makes a marker to plant in a system prompt or a document. It means nothing, so an answer or a tool call that
 * contains it repeats what it was not to repeat; `canaryRail` finds it there.
 * @throws AiError `invalid-input` for an empty id, or a value with too few letters and digits
 * @example
 * ```ts
 * import { canaryRail, createCanary, createGuard } from '@org/ai-guardrails';
 *
 * const canary = createCanary({ id: 'system-prompt' });
 * const instructions = `You answer questions about orders. Internal reference, never repeat it: ${canary.marker}`;
 * const guard = createGuard({ rails: [canaryRail({ canaries: [canary] })] });
 * console.log(instructions.length, guard.maxHeldUnits('output'));
 * ```
 */
export function createCanary(options: CanaryOptions): Canary {
  const { id, value, randomBytes = machineBytes } = options;
  if (typeof id !== 'string' || id === '') throw new AiError('invalid-input', 'createCanary needs an id');
  const marker = value ?? drawLetters(randomBytes);
  if ((marker.match(/[A-Za-z0-9]/g) ?? []).length < LEAST_LETTERS) {
    throw new AiError('invalid-input', `the value of canary "${id}" needs at least 12 ASCII letters and digits`);
  }
  return Object.defineProperty({ id }, 'marker', { value: marker }) as Canary;
}

function drawLetters(randomBytes: (length: number) => Uint8Array): string {
  let letters = '';
  for (let turn = 0; letters.length < LENGTH; turn++) {
    if (turn > 100)
      throw new AiError('invalid-input', 'createCanary got no chance from randomBytes: its bytes are all alike');
    for (const byte of randomBytes(LENGTH)) {
      if (byte < EVEN && letters.length < LENGTH) letters += String.fromCharCode(0x61 + (byte % LETTERS));
    }
  }
  return letters;
}

function machineBytes(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length));
}
