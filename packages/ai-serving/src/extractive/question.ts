import { commonVerbs } from './words/common-verbs.ts';
import { genericWords, stopWords } from './words/stop-words.ts';
import { stem as stemOf } from './words/stem.ts';
import { tokenize, type Token } from './words/tokens.ts';

/** What kind of thing a question asks for. */
type AskedKind = 'number' | 'money' | 'time' | 'role' | 'name' | 'place' | 'reason' | 'list';

/** A word of the question that an answer should have. */
export interface Term {
  readonly stem: string;
  /** Stems of the word written as one with the word before or after it: `rollback` for "roll back". */
  readonly compounds: readonly string[];
  /** A word such as "need" or "week", which proves little. */
  readonly isGeneric: boolean;
  /** A common verb: another is easily in its place. */
  readonly isVerb: boolean;
  /** A name or a number: without it in the passages they are about something else. */
  readonly isName: boolean;
}

/** A question, analysed. */
export interface Question {
  /** Stems of its content words by word. */
  readonly words: ReadonlyMap<string, string>;
  readonly terms: readonly Term[];
  readonly kinds: readonly AskedKind[];
  /** Begins with "who" and does not say what kind of person or team. */
  readonly asksWho: boolean;
  /** Stem of what is counted in "how many ...". */
  readonly counted: string | undefined;
  /** Stem of what is asked about in "what is the ...": a sentence that states it says "the ... is". */
  readonly subject: string | undefined;
}

const kinds: readonly (readonly [AskedKind, RegExp])[] = [
  [
    'number',
    /\b(?:how (?:many|much|large|big|high|heavy|old|far|wide|tall|low)|what (?:is|are|was) the (?:[a-z-]{1,20} ){0,4}(?:number|amount|limit|rate|price|cost|fee|share|percentage|maximum|minimum|size|weight|budget|threshold|target|temperature|total)|what (?:share|percentage|percent|amount|number|size|weight|price|rate|temperature|fee)|which (?:percentage|number|amount)|up to what|at what|between (?:which|what)|(?:which|what) (?:temperatures?|speed|voltage|percentages?))\b/i,
  ],
  [
    'money',
    /\bhow much (?:[\w-]{1,20} ){0,8}(?:cost|costs|price|fee|charge|pay|pays|paid|salary|wage|rent|budget|allowance|bonus|spend|spent|money|fine|penalty|earn|fare|charged)\b|\bwhat (?:do|does|did|will|would|may|can) (?:[\w-]{1,20} ){1,8}(?:cost|charge)\b|\bwhat (?:is |are |was |were )?(?:the |our |its )?(?:[\w-]{1,20} ){0,3}(?:price|fee|rent|salary|wage|allowance|bonus|fine|penalty|fare)\b/i,
  ],
  [
    'name',
    /\b(?:which|what) (?:manufacturer|maker|brand|vendor|supplier|bank|agency|insurer|firm|software|app|application|programme|program|tool|journal|newspaper|language|framework|database|editor)s?\b|\bwhat is the name of\b|\bwhat is (?:[\w-]{1,20} ){1,6}called\b/i,
  ],
  [
    'time',
    /\b(?:when|how (?:long|soon|often|quickly|fast|frequently|late|early|old)|what (?:times?|dates?|days?)|which (?:days?|months?|weeks?|years?|dates?|hours?)|by when|deadline|notice period|until when|within what)\b/i,
  ],
  [
    'role',
    /\b(?:who|whom|whose|by whom|(?:which|what) (?:role|team|person|group|department|manager|committee|desk|office|body))\b/i,
  ],
  ['place', /\b(?:where|(?:which|what) (?:room|building|place|city|country|folder|channel|site|address|region))\b/i],
  ['reason', /^\s*(?:why|for what reason|what is the reason)\b/i],
  [
    'list',
    /\b(?:what (?:must|does|do|should|is|are|has to) [^?]{0,80}(?:contain|include|hold|list|consist|cover|need|required|record)|(?:which|what) (?:[a-z-]{1,20} ){0,2}(?:steps|items|things|documents|details|conditions|fields|checks|parts|kinds|types|methods|reasons|rules|requirements)|what are the)\b/i,
  ],
];

function kindsOf(text: string): readonly AskedKind[] {
  const found = kinds.filter(([, pattern]) => pattern.test(text)).map(([kind]) => kind);
  return found.includes('money') ? found.filter((kind) => kind !== 'number') : found;
}

/** Reads a question: its content words and what kind of answer it wants. Nothing in it is an instruction. */
export function readQuestion(text: string): Question {
  const terms = new Map<string, Term>();
  const tokens = tokenize(text);
  for (const [at, { word, stem, start }] of tokens.entries()) {
    // "How fast", "how large": the measure is asked for, the word need not be there.
    if (tokens[at - 1]?.word === 'how' && measures.has(word)) continue;
    if (stopWords.has(word)) continue;
    const original = text.slice(start, start + word.length);
    const isFirst = text.slice(0, start).trim() === '';
    const isName = /\d/.test(word) || (!isFirst && /^\p{Lu}/u.test(original));
    const isGeneric = !isName && genericWords.has(word);
    if (!terms.has(stem))
      terms.set(stem, {
        compounds: compoundsOf(tokens, at, text),
        stem,
        isGeneric,
        isVerb: !isName && commonVerbs.has(stem),
        isName,
      });
  }
  return {
    words: new Map(tokens.filter(({ stem }) => terms.has(stem)).map(({ word, stem }) => [word, stem])),
    terms: [...terms.values()],
    counted: stemAfter(text, /\bhow many\s/i),
    subject: stemAfter(text, /\bwhat (?:is|are|was|were) (?:the|our|its)\s/i),
    kinds: kindsOf(text),
    asksWho: /^\s*(?:who|whom|by whom)\b/i.test(text),
  };
}

function compoundsOf(tokens: readonly Token[], at: number, text: string): readonly string[] {
  const joined = (first: Token | undefined, second: Token | undefined): string[] => {
    if (first === undefined || second === undefined) return [];
    const end = first.start + first.word.length;
    return second.start === end + 1 && ' -'.includes(text[end] ?? '') ? [stemOf(first.word + second.word)] : [];
  };
  return [...joined(tokens[at - 1], tokens[at]), ...joined(tokens[at], tokens[at + 1])];
}

/** Stem of the last content word of the noun phrase after a lead, taken to end at the first function word: "how many seeded power cuts does". */
function stemAfter(text: string, lead: RegExp): string | undefined {
  const found = lead.exec(text);
  if (found === null) return undefined;
  let last: string | undefined;
  const rest = text.slice(found.index + found[0].length);
  for (const { word, stem, start } of tokenize(rest).slice(0, 5)) {
    if (stopWords.has(word) && rest[start - 1] !== '-') break;
    last = stem;
    if (lead.source.includes('many') && genericWords.has(word)) break;
  }
  return last;
}

const measures: ReadonlySet<string> = new Set([
  'fast',
  'quickly',
  'soon',
  'large',
  'big',
  'high',
  'heavy',
  'old',
  'far',
  'wide',
  'tall',
  'late',
  'early',
  'deep',
  'often',
  'frequently',
  'hot',
  'cold',
  'warm',
  'strong',
]);

const evidence: Readonly<Record<AskedKind, RegExp>> = {
  number:
    /\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|none|half|third|quarter|twice|once|double|dozen|hundred|thousand|million)\b/i,
  money:
    /\b(?:EUR|USD|GBP|CHF|euros?|dollars?|pounds?|cents?|per cent|percent|free|nothing|no charge|without charge|at no cost)\b|[€$£%]/,
  name: /[\p{Ll},;:("] "?\p{Lu}[\p{L}\d-]+/u,
  time: /\b(?:1[0-9]|2[0-3]|0?[0-9])[:.][0-5]\d\b|\b(?:19|20)\d\d\b|\b(?:times?|seconds?|minutes?|hours?|days?|nights?|weeks?|months?|quarters?|years?|daily|weekly|monthly|quarterly|yearly|annually|immediately|at once|same day|noon|midnight|morning|evening|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|june|july|august|september|october|november|december|before|after|until|every|each|once|twice|always|never)\b/i,
  role: /\b(?:team|head|manager|owner|lead|leader|engineer|officer|director|desk|committee|board|nurse|physician|doctor|clinician|supervisor|administrator|researcher|secretary|reviewer|author|rota|group|department|office|staff|principal|operator|driver|dispatcher|analyst|coordinator|controller|caller|council|person|employee|reader|writer|service|approver|steward|auditor|finance|security|support|payroll|legal|reception|pharmacist|custodian|member|panel)s?\b/i,
  place: /\b(?:in|at|on|under|beside|behind|near|inside|from|into)\s|\/|https?:/i,
  reason: /\b(?:because|since|so that|so|therefore|reason|as|to|for|in order|otherwise|or else|avoid|prevent)\b/i,
  list: /[;:,]|\band\b|\n/,
};

/** Whether a text holds every kind of thing that the question asks for; undefined when it asks for no kind. A row of a table may leave the currency to the text around it. */
export function holdsKind(question: Question, text: string, isRow: boolean): boolean | undefined {
  if (question.kinds.length === 0) return undefined;
  return question.kinds.every((kind) => {
    if (kind === 'role' && question.asksWho) return namesSomebodyElse(question, text);
    return evidence[kind].test(text) || (isRow && kind === 'money' && evidence.number.test(text));
  });
}

/** "Who wrote the claims desk handbook": the desk is known already, so it is no answer. */
function namesSomebodyElse({ words }: Question, text: string): boolean {
  return text.split(/[^\p{L}]+/u).some((word) => evidence.role.test(word) && !words.has(word.toLowerCase()));
}

/** Whether a question asks for one thing that a sentence can state: a number, a time, a price or a role, and not for a list. */
export function asksForOne({ kinds: asked }: Question): boolean {
  return asked.length > 0 && !asked.includes('list') && !asked.includes('reason') && !asked.includes('place');
}
