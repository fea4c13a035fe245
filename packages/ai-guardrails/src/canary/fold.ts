import { isAsciiLetter, isDigit } from '../text/units.ts';

/** Cyrillic, Greek and other letters that look like ones of ASCII, in pairs. */
const lookAlikes =
  'аaвbсcԁdеeѕsіiјjкkӏlмmоoрpԛqтtуyхxԝwһhгrпnвbνvωwαaβbγyεeηnιiκkμuοoρpτtυuχxσoɡgıiłløođdħhŧtɑaɩiʀrʏyꞓc';
const folded: ReadonlyMap<number, number> = new Map(
  Array.from({ length: lookAlikes.length / 2 }, (_, at) => [
    lookAlikes.charCodeAt(2 * at),
    lookAlikes.charCodeAt(2 * at + 1),
  ]),
);

/**
 * The letter (in lower case) or digit that a character shows, 0 for one that shows none: full width, circled and
 * mathematical forms, letters with marks and letters of other scripts that look the same are folded.
 * @param next the unit behind, for pairs of surrogates
 */
export function foldedUnit(unit: number, next: number): number {
  if (unit < 0x80) return isAsciiLetter(unit) ? unit | 0x20 : isDigit(unit) ? unit : 0;
  if (unit >= TABLE) return foldedForm(unit, next);
  const known = table[unit] ?? 0;
  if (known !== 0) return known - 1;
  const made = foldedLetter(unit);
  table[unit] = made + 1;
  return made;
}

/** Units from here on show no letter of ASCII, but for the full width and circled ones. */
const TABLE = 0x2200;
/** What has been folded before, plus one. */
const table: Uint8Array = new Uint8Array(TABLE);

/** Forms of letters that are at equal distances from those of ASCII. */
function foldedForm(unit: number, next: number): number {
  if (unit >= 0xd800 && unit <= 0xdbff) return foldedPair(unit, next);
  if (unit >= 0xff10 && unit <= 0xff5a) return foldedUnit(unit - 0xfee0, -1);
  return unit >= 0x24b6 && unit <= 0x24e9 ? 0x61 + ((unit - 0x24b6) % 26) : 0;
}

function foldedLetter(unit: number): number {
  const lower = String.fromCharCode(unit).toLowerCase();
  const known = folded.get(lower.charCodeAt(0));
  if (known !== undefined) return known;
  if (unit < 0xc0 || (unit >= 0x300 && unit < 0x1e00)) return 0;
  const plain = lower.normalize('NFKD').charCodeAt(0);
  return plain < 0x80 ? foldedUnit(plain, -1) : 0;
}

/** Mathematical letters and digits, squared letters, and the letters that flags are made of. */
function foldedPair(high: number, low: number): number {
  if (low < 0xdc00 || low > 0xdfff) return 0;
  const code = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
  if (code >= 0x1d400 && code < 0x1d6a4) return 0x61 + ((code - 0x1d400) % 26);
  if (code >= 0x1d7ce && code < 0x1d800) return 0x30 + ((code - 0x1d7ce) % 10);
  if (code >= 0x1f1e6 && code < 0x1f200) return 0x61 + (code - 0x1f1e6);
  const squared = code >= 0x1f130 && code < 0x1f18a ? (code - 0x1f130) % 32 : 26;
  return squared < 26 ? 0x61 + squared : 0;
}
