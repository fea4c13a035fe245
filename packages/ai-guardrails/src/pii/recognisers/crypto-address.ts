import type { TextCursor } from '../../rail/text-cursor.ts';
import { isAsciiLetter, isDigit } from '../../text/units.ts';
import { isBase58Address } from '../checks/base58-check.ts';
import { isBech32Address } from '../checks/bech32.ts';
import { hasMixedCaseChecksum } from '../checks/eip-55.ts';
import { isFreeBefore, isFreeBehind } from '../define/boundary.ts';
import { hasContextWord } from '../define/context-word.ts';
import type { PiiRecogniser, Recognition } from '../recogniser.ts';

const SHORTEST = 26;
const LONGEST = 90;
const ETHEREUM = 42;
const contextWords = [
  'eth',
  'ether*',
  'wallet*',
  'crypto*',
  'usdt',
  'usdc',
  'erc20',
  'erc-20',
  'metamask',
  'blockchain*',
];

/**
 * Addresses of Bitcoin (Base58Check, Bech32, Bech32m) and Ethereum (EIP-55) whose checksum is right; Ethereum addresses
 * in one case, which have none, behind words that name them.
 */
export const cryptoAddress: PiiRecogniser = {
  type: 'CRYPTO_ADDRESS',
  maxLength: LONGEST,
  lookahead: 2,
  isWordBound: true,
  begins: (unit) => unit === 0x30 || unit === 0x31 || unit === 0x33 || (unit | 0x20) === 0x62,
  firstWord: ({ length, hasDigit }) => length >= SHORTEST && hasDigit,
  open: () => recognise,
};

function recognise(cursor: TextCursor): Recognition | undefined {
  let end = 0;
  while (end < LONGEST && isPlain(cursor.unit(end))) end++;
  if (end < SHORTEST || !isFreeBefore(cursor) || !isFreeBehind(cursor, end)) return undefined;
  const text = cursor.slice(0, end);
  if (/^bc1/i.test(text)) return isBech32Address(text) ? found(end, 'bech32') : undefined;
  if (/^[13]/.test(text)) return isBase58Address(text) ? found(end, 'base58check') : undefined;
  return end === ETHEREUM ? ethereum(cursor, text) : undefined;
}

function ethereum(cursor: TextCursor, text: string): Recognition | undefined {
  if (!/^0x[0-9a-f]{40}$/i.test(text)) return undefined;
  const digits = text.slice(2);
  const isOneCase = digits === digits.toLowerCase() || digits === digits.toUpperCase();
  if (isOneCase)
    return hasContextWord(cursor, contextWords) ? { ...found(ETHEREUM, 'hex-after-context'), score: 0.7 } : undefined;
  return hasMixedCaseChecksum(digits) ? found(ETHEREUM, 'eip55') : undefined;
}

function found(end: number, rule: string): Recognition {
  return { end, rule, score: 0.95 };
}

function isPlain(unit: number): boolean {
  return isDigit(unit) || isAsciiLetter(unit);
}
