import { genericWords, stopWords } from './words/stop-words.ts';
import { tokenize } from './words/tokens.ts';

/** What kind of thing a question asks for. */
type AskedKind = 'number' | 'money' | 'time' | 'role' | 'place' | 'reason' | 'list';

/** A word of the question that an answer should have. */
export interface Term {
  readonly stem: string;
  /** A word such as "need" or "week", which proves little. */
  readonly isGeneric: boolean;
  /** A name or a number: without it in the passages they are about something else. */
  readonly isName: boolean;
}

/** A question, analysed. */
export interface Question {
  readonly terms: readonly Term[];
  readonly kinds: readonly AskedKind[];
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
    'time',
    /\b(?:when|how (?:long|soon|often|quickly|fast|frequently|late|early|old)|what (?:time|date|day)|which (?:day|month|week|year|date)|by when|deadline|notice period|until when|within what)\b/i,
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
    if (!terms.has(stem)) terms.set(stem, { stem, isGeneric, isName });
  }
  return {
    terms: [...terms.values()],
    counted: stemAfter(text, /\bhow many\s/i),
    subject: stemAfter(text, /\bwhat (?:is|are|was|were) (?:the|our|its)\s/i),
    kinds: kinds.filter(([, pattern]) => pattern.test(text)).map(([kind]) => kind),
  };
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
  money: /(?:EUR|USD|GBP|CHF|euros?|dollars?|pounds?|cents?|per cent|percent|free|nothing|charge|[€$£%])/,
  time: /\d|\b(?:second|minute|hour|day|night|week|month|quarter|year|daily|weekly|monthly|quarterly|yearly|annually|immediately|at once|same day|noon|midnight|morning|evening|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|june|july|august|september|october|november|december|before|after|until|every|each|once|twice)/i,
  role: /\b(?:team|head|manager|owner|lead|leader|engineer|officer|director|desk|committee|board|nurse|physician|doctor|clinician|supervisor|administrator|researcher|secretary|reviewer|author|rota|group|department|office|staff|principal|operator|driver|dispatcher|analyst|coordinator|controller|caller|council|person|employee|reader|writer|service|approver|steward|auditor|finance|security|support|payroll|legal|reception|pharmacist|custodian|member|panel)s?\b/i,
  place: /\b(?:in|at|on|under|beside|behind|near|inside|from|into)\s|\/|https?:/i,
  reason: /\b(?:because|since|so that|so|therefore|reason|as|to|for|in order|otherwise|or else|avoid|prevent)\b/i,
  list: /[;:,]|\band\b|\n/,
};

/** Whether a text holds every kind of thing that the question asks for; undefined when it asks for no kind. */
export function holdsKind(question: Question, text: string): boolean | undefined {
  if (question.kinds.length === 0) return undefined;
  return question.kinds.every((kind) => evidence[kind].test(text));
}

/** Whether a question asks for one thing that a sentence can state: a number, a time, a price or a role, and not for a list. */
export function asksForOne({ kinds: asked }: Question): boolean {
  return asked.length > 0 && !asked.includes('list') && !asked.includes('reason') && !asked.includes('place');
}
