import type { TextCursor } from '../../rail/text-cursor.ts';
import { isWhitespace } from '../../text/units.ts';

/** What stands before a name. */
export type Introduction = 'title' | 'greeting' | 'introduction' | 'self' | 'label' | 'signature';

const LONGEST_WORD = 16;
const words: Readonly<Record<Exclude<Introduction, 'self'>, string>> = {
  title:
    'mr mr. mrs mrs. ms ms. miss mister dr dr. prof prof. professor doctor sir dame herr herrn frau mme mme. mlle monsieur madame ' +
    'señor señora sr. sra. srta. don doña signor signora sig. sig.ra dott. senhor senhora pan pani hr. fru ing. rev. reverend ' +
    'capt. captain sgt. judge nurse',
  greeting:
    'dear hi hello hey greetings liebe lieber hallo cher chère bonjour salut hola estimado estimada querido querida caro cara ciao olá',
  introduction: "called heiße heisse m'appelle m’appelle llamo chiamo chamo nazywam",
  label:
    'from: to: cc: bcc: name: attn: attention: contact: patient: customer: client: employee: author: signed: nom: nombre: nome: ' +
    'kunde: patientin: von: an: de: ansprechpartner: cardholder: beneficiary: recipient: sender: tenant: applicant: holder:',
  signature:
    'regards regards, sincerely sincerely, yours, best, cheers, thanks, truly, faithfully, wishes, love, grüßen grüße grüssen ' +
    'cordialement, cordialement saludos, atentamente, saluti, cumprimentos, pozdrawiam,',
};
const copulas: ReadonlySet<string> = new Set([
  'is',
  'ist',
  'est',
  'es',
  'è',
  'é',
  'am',
  "i'm",
  'i’m',
  'bin',
  'suis',
  'soy',
  'sono',
]);
const naming = /(?:^|[^\p{L}])(?:name is|name ist|nom est|nombre es|nome è|nome é)$/u;
const selves = /(?:^|[^\p{L}])(?:i am|i'm|i’m|this is|ich bin|hier ist|je suis|c'est|soy|sono)$/u;

let kinds: ReadonlyMap<string, Introduction> | undefined;

function kindsByWord(): ReadonlyMap<string, Introduction> {
  kinds ??= new Map(
    Object.entries(words).flatMap(([kind, list]) =>
      list.split(' ').map((word) => [word, kind as Introduction] as const),
    ),
  );
  return kinds;
}

/** What the word before the cursor says about a name there; a signature stands on a line of its own. */
export function introductionAt(cursor: TextCursor): Introduction | undefined {
  let distance = -1;
  let isNewLine = false;
  while (distance > -5 && isWhitespace(cursor.unit(distance))) {
    isNewLine ||= cursor.unit(distance) === 0x0a;
    distance--;
  }
  if (distance === -1) return undefined;
  const end = distance + 1;
  while (distance > end - LONGEST_WORD && cursor.unit(distance) !== -1 && !isWhitespace(cursor.unit(distance)))
    distance--;
  const word = cursor.slice(distance + 1, end).toLowerCase();
  const kind = kindsByWord().get(word);
  if (kind === 'signature' || isNewLine) return kind === 'signature' && isNewLine ? kind : undefined;
  if (kind !== undefined || !copulas.has(word)) return kind;
  const before = cursor.slice(-30, end).toLowerCase();
  if (naming.test(before)) return 'introduction';
  return selves.test(before) ? 'self' : undefined;
}
