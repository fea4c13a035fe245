import type { JudgeRail, Rail, RailMatch, ScanRail, Stage } from '../rail/rail.ts';

const stages: readonly Stage[] = ['input', 'retrieval', 'tool-call', 'tool-result', 'output'];
const base = { stages, mode: 'enforce', onError: 'closed' } as const;

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

function isLetter(unit: number): boolean {
  return unit >= 0x61 && unit <= 0x7a;
}

function found(end: number, label: string, extra: Partial<RailMatch> = {}): RailMatch {
  return { start: 0, end, rule: 'sample', label, score: 1, action: 'redact', ...extra };
}

/** Redacts the word "secret" wherever it stands. */
export const secretRail: ScanRail = {
  ...base,
  id: 'secret',
  maxMatch: 6,
  lookahead: 0,
  triggers: (unit) => unit === 0x73,
  open: () => ({
    scan: (cursor) => {
      const isThere = Array.from('secret').every((letter, index) => cursor.unit(index) === letter.charCodeAt(0));
      return isThere ? found(6, 'SECRET') : undefined;
    },
  }),
};

/** Redacts runs of four digits or more; a run is matched up to twelve, and taken in to its end. */
export const numberRail: ScanRail = {
  ...base,
  id: 'number',
  maxMatch: 12,
  lookahead: 1,
  lookbehind: 1,
  triggers: isDigit,
  open: () => ({
    scan: (cursor) => {
      if (isDigit(cursor.unit(-1))) return undefined;
      let end = 0;
      while (end < 12 && isDigit(cursor.unit(end))) end++;
      if (end < 4) return undefined;
      return found(end, 'NUMBER', { extend: end === 12 ? isDigit : undefined });
    },
  }),
};

/** Redacts a key symbol, a pair of surrogates, and up to eight letters behind it. */
export const keyRail: ScanRail = {
  ...base,
  id: 'key',
  maxMatch: 10,
  lookahead: 0,
  triggers: (unit) => unit === 0xd83d,
  open: () => ({
    scan: (cursor) => {
      if (cursor.unit(1) !== 0xdd11) return undefined;
      let end = 2;
      while (end < 10 && isLetter(cursor.unit(end))) end++;
      return found(end, 'KEY');
    },
  }),
};

/** Blocks at the word "HALT" when something stands behind it. */
export const haltRail: ScanRail = {
  ...base,
  id: 'halt',
  maxMatch: 4,
  lookahead: 1,
  triggers: (unit) => unit === 0x48,
  open: () => ({
    scan: (cursor) =>
      cursor.slice(0, 4) === 'HALT' && cursor.unit(4) !== -1 ? found(4, 'HALT', { action: 'block' }) : undefined,
  }),
};

/** Redacts sentences with the word "order"; answers later, as a model would. */
export const orderRail: JudgeRail = {
  ...base,
  id: 'order',
  unit: 'sentence',
  maxUnit: 40,
  open: () => ({
    judge: async ({ text }) => {
      await Promise.resolve();
      const start = text.length - text.trimStart().length;
      return text.includes('order') ? [found(text.length, 'ORDER', { start })] : [];
    },
  }),
};

export const sampleRails: readonly Rail[] = [secretRail, numberRail, keyRail, haltRail, orderRail];
