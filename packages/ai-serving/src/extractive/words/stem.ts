const irregular: ReadonlyMap<string, string> = new Map(
  Object.entries({
    paid: 'pay',
    kept: 'keep',
    held: 'hold',
    told: 'tell',
    sent: 'send',
    made: 'make',
    written: 'write',
    wrote: 'write',
    given: 'give',
    gave: 'give',
    took: 'take',
    taken: 'take',
    left: 'leave',
    lost: 'lose',
    loss: 'lose',
    sold: 'sell',
    bought: 'buy',
    found: 'find',
    met: 'meet',
    chosen: 'choose',
    chose: 'choose',
    choice: 'choose',
    began: 'begin',
    begun: 'begin',
    broke: 'break',
    broken: 'break',
    drawn: 'draw',
    drew: 'draw',
    driven: 'drive',
    drove: 'drive',
    flown: 'fly',
    flew: 'fly',
    brought: 'bring',
    built: 'build',
    spent: 'spend',
    stood: 'stand',
    shown: 'show',
    seen: 'see',
    saw: 'see',
    ran: 'run',
    running: 'run',
    went: 'go',
    gone: 'go',
    got: 'get',
    known: 'know',
    knew: 'know',
    men: 'man',
    women: 'woman',
    children: 'child',
    people: 'person',
    analyses: 'analysis',
    indices: 'index',
    data: 'data',
    fee: 'fee',
    free: 'free',
    stolen: 'steal',
    worn: 'wear',
    taught: 'teach',
    caught: 'catch',
    thrown: 'throw',
    signature: 'sign',
    signatures: 'sign',
  }),
);
const numbers = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
  'nineteen',
  'twenty',
];
const numberWords: ReadonlyMap<string, string> = new Map([
  ...numbers.map((word, value) => [word, String(value)] as const),
  ['thirty', '30'],
  ['forty', '40'],
  ['fifty', '50'],
  ['sixty', '60'],
  ['seventy', '70'],
  ['eighty', '80'],
  ['ninety', '90'],
]);

/** Suffixes that make a noun or adjective of a verb, longest first, with the shortest word that may lose them. */
const derivations: readonly (readonly [string, number])[] = [
  ['ations', 9],
  ['ation', 8],
  ['ments', 8],
  ['ment', 7],
  ['tion', 8],
  ['sion', 9],
  ['ance', 8],
  ['ence', 8],
  ['ness', 7],
  ['able', 7],
  ['ible', 8],
  ['als', 8],
  ['al', 7],
  ['ly', 6],
];

/**
 * Reduces an English word to a stem that its inflections and nearest derivations share: `retries`, `retried` → `retri`; `approval`, `approve` → `approv`.
 * Words of other languages lose at most an ending; number words become digits.
 */
export function stem(word: string): string {
  const number = numberWords.get(word);
  if (number !== undefined) return number;
  if (/\d/.test(word)) return numberOf(word);
  if (word.length <= 3) return word;
  const base = irregular.get(word) ?? american(word);
  return finish(derive(inflect(base)));
}

/** One form of a number: `10,000`, `10 000` and `10k` are 10000; `38.0` is 38. */
function numberOf(word: string): string {
  const plain = /^\d{1,3}(?:[, \u00a0\u202f]\d{3})+$/.test(word) ? word.replace(/[^\d]/g, '') : word;
  const decimal = /^\d+\.\d+$/.test(plain) ? plain.replace(/\.?0+$/, '') : plain;
  return /^\d{1,4}k$/.test(decimal) ? `${decimal.slice(0, -1)}000` : decimal;
}

/** One spelling of what is written in two ways on two sides of the Atlantic; the result need not be a word. */
function american(word: string): string {
  if (word.length < 5) return word;
  return word
    .replace(/is(e|es|ed|er|ers|ing|ation|ations)$/, 'iz$1')
    .replace(/ys(e|es|ed|ing)$/, 'yz$1')
    .replace(/our(s|ed|ing)?$/, 'or$1')
    .replace(/tre(s?)$/, 'ter$1')
    .replace(/mme(s?)$/, 'm$1');
}

function inflect(word: string): string {
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (word.endsWith('ied') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(?:s|x|z|ch|sh)es$/.test(word)) return word.slice(0, -2);
  if (word.endsWith('s') && !/(?:ss|us|is)$/.test(word)) return inflect(word.slice(0, -1));
  for (const ending of ['ing', 'ed']) {
    if (!word.endsWith(ending) || word.length - ending.length < 3 || word.endsWith('eed')) continue;
    const rest = word.slice(0, -ending.length);
    if (/[aeiouy]/.test(rest)) return /([bdgmnprt])\1$/.test(rest) ? rest.slice(0, -1) : rest;
  }
  return word;
}

function derive(word: string): string {
  for (const [suffix, least] of derivations) {
    if (word.length >= least && word.endsWith(suffix)) return word.slice(0, -suffix.length);
  }
  return word;
}

function finish(word: string): string {
  const bare = word.length > 3 && word.endsWith('e') ? word.slice(0, -1) : word;
  return bare.endsWith('y') ? `${bare.slice(0, -1)}i` : bare;
}
