import { findPhrase, has, isAt, isImperative, lastPlaceOf, phrasesOf, placeOf, setOf, type Words } from './words.ts';

/** What a rule saw in a sentence. */
export interface Sighting {
  readonly rule: string;
  readonly score: number;
}

type WordSet = ReadonlySet<string>;

/** A rule over the words of a sentence. */
export interface Rule {
  /** It can find something only where there is a word of every set of one of these; so other sentences need no closer look. */
  readonly needs: readonly (readonly WordSet[])[];
  readonly find: (words: Words) => Sighting | undefined;
}

const ignoreVerbs: WordSet = setOf(
  'ignore disregard forget override overrule bypass neglect discard dismiss overlook circumvent',
);
const orders: WordSet = setOf(
  'instruction instructions prompt prompts guideline guidelines directive directives directions restriction restrictions guardrail guardrails constraints programming commands',
);
const softOrders: WordSet = setOf(
  'rules rule policies policy context messages message conversation training limits orders',
);
const earlier = setOf(
  'previous previously prior above earlier preceding foregoing former original initial system developer your past',
);
const every = setOf('all any every these those existing other current safety');
const behindOrders = setOf('above before previously earlier far');

const given = setOf('given you gave received');
const told = setOf('above before told said previously earlier');
const users: WordSet = setOf('user users');
const requests = setOf('question request query instructions message');
const unfollow = setOf('stop follow attention');
const allAbove = phrasesOf('all above', 'all the above', 'all of the above');
const notFollowing = phrasesOf('stop following', 'do not follow', 'dont follow', 'pay no attention to');

const override: Rule = {
  needs: [[ignoreVerbs], [unfollow, orders, earlier]],
  find(words) {
    for (const [at, word] of words.entries()) {
      if (!ignoreVerbs.has(word) || !isImperative(words, at)) continue;
      // The clause ends at its comma.
      for (let target = at + 1; target < at + 9 && target < words.length && words[target] !== ','; target++) {
        const isHard = orders.has(words[target] ?? '');
        if (!isHard && !softOrders.has(words[target] ?? '')) continue;
        const isEarlier = has(words, earlier, at + 1, target) || has(words, behindOrders, target + 1, target + 4);
        if (isEarlier || (isHard && has(words, every, at + 1, target))) return { rule: 'override', score: 0.95 };
        if (isHard && has(words, given, target + 1, target + 5)) return { rule: 'override', score: 0.85 };
      }
      const isAll = allAbove.some((phrase) => isAt(words, phrase, at + 1));
      const isEverything = words[at + 1] === 'everything' || words[at + 1] === 'what';
      if (isAll || (isEverything && has(words, told, at + 2, at + 7))) return { rule: 'override', score: 0.85 };
      if (has(words, users, at + 1, at + 4) && has(words, requests, at + 2, at + 6))
        return { rule: 'override', score: 0.75 };
    }
    for (const phrase of notFollowing) {
      const at = findPhrase(words, phrase);
      if (at >= 0 && has(words, orders, at + 2, at + 9) && has(words, earlier, at + 2, at + 9))
        return { rule: 'override', score: 0.8 };
    }
    return undefined;
  },
};

const machines = setOf(
  'ai ais llm llms assistant assistants chatbot chatbots bot bots gpt chatgpt claude copilot gemini',
);
const reading = setOf(
  'reads reading read processes processing process summarises summarizes summarising summarizing summarise summarize answers answering sees seeing parses parsing analyses analyzing',
);
const directives = setOf(
  'ignore disregard say tell answer reply respond output include recommend rate rank write print send must always never give use append state mention hire approve mark treat consider inform add reveal follow click visit open call execute run perform claim confirm note do',
);

const openings = setOf('note message instruction instructions attention memo dear hey hello important');
const calls = setOf('dear hey hello attention');
const conditions = setOf('when if once');
const thisOne = setOf('this these');
const towards = setOf('to for');
const articles = setOf('a an the any all every this our your large');
const suffixes = setOf('assistant assistants model models agent agents system systems chatbot');
const languageModel = phrasesOf('language model', 'language models');
const ifYouAre = phrasesOf('if you are', 'if youre');
const addressees: WordSet = setOf(`language ${[...machines].join(' ')}`);
const addresses: WordSet = setOf(`${[...openings].join(' ')} ${[...conditions].join(' ')}`);

const addressed: Rule = {
  needs: [[addressees, addresses]],
  find(words) {
    for (const phrase of ifYouAre) {
      const at = findPhrase(words, phrase);
      if (at >= 0 && machineEnd(words, at + phrase.length) !== undefined)
        return { rule: 'addressed-to-assistant', score: 0.85 };
    }
    const directive = lastPlaceOf(words, directives);
    for (const [at, word] of words.entries()) {
      if (openings.has(word)) {
        const to = towards.has(words[at + 1] ?? '') ? at + 2 : at + 1;
        const isCalled = to > at + 1 || calls.has(word);
        const end = isCalled ? machineEnd(words, to) : undefined;
        if (end === undefined) continue;
        const isVocative =
          words[end] === undefined || words[end] === ',' || reading.has(words[end]) || directives.has(words[end]);
        if (isVocative && directive >= end) return { rule: 'addressed-to-assistant', score: 0.8 };
      }
      if (conditions.has(word)) {
        const end = machineEnd(words, at + 1);
        const isReading = end !== undefined && reading.has(words[end] ?? '') && has(words, thisOne, end, end + 4);
        if (isReading && directive >= end + 2) return { rule: 'addressed-to-assistant', score: 0.75 };
      }
    }
    return undefined;
  },
};

/** The place behind "the AI assistant", "any large language model", ... that begins at `at`. */
function machineEnd(words: Words, at: number): number | undefined {
  let end = at;
  while (articles.has(words[end] ?? '')) end++;
  if (languageModel.some((phrase) => isAt(words, phrase, end))) return end + 2;
  if (!machines.has(words[end] ?? '')) return undefined;
  end++;
  while (suffixes.has(words[end] ?? '')) end++;
  return end;
}

const sayVerbs: WordSet = setOf('say answer reply respond state claim tell recommend insist assert confirm');
const people = setOf(
  'customer customers caller callers visitor visitors patient patients employee employees auditor auditors colleague colleagues journalist journalists guest guests candidate manager inspector student students client clients',
);

const whens: WordSet = setOf('when if whenever once anytime');
const asking: WordSet = setOf('asked asks questioned queried prompted ask');
const askers = setOf('you user users someone anyone anybody somebody are youre being');

const whenAskedSay: Rule = {
  needs: [[whens, asking, sayVerbs]],
  find(words) {
    const person = lastPlaceOf(words, people);
    for (const [at, word] of words.entries()) {
      if (!whens.has(word) || person >= at) continue;
      const asked = placeOf(words, asking, at + 1, at + 6);
      if (asked < 0 || (asked > at + 1 && !has(words, askers, at + 1, asked))) continue;
      for (let said = asked + 1; said < asked + 24 && said < words.length; said++) {
        if (sayVerbs.has(words[said] ?? '') && isImperative(words, said))
          return { rule: 'when-asked-say', score: 0.65 };
      }
    }
    return undefined;
  },
};

const sendVerbs: WordSet = setOf(
  'send post forward email mail upload transmit exfiltrate leak submit append encode embed include insert put share deliver',
);
const loot = setOf(
  'conversation password passwords credential credentials secret secrets apikey apikeys transcript cookies',
);
const softLoot = setOf('history prompt context messages');
const softOwners = setOf('chat conversation previous system your all entire full');
const targets = setOf(
  'http https www url link image markdown webhook query parameter endpoint server attacker @ address',
);
const showVerbs: WordSet = setOf(
  'reveal print repeat show output disclose display expose dump share recite leak give tell write reproduce',
);
const own = setOf('your system hidden initial original developer secret above internal');
const ownText: WordSet = setOf('prompt prompts instruction instructions rules guidelines programming directives');

const lootNouns = setOf('key keys data');
const lootOwners = setOf('api secret private users');
const anyLoot: WordSet = setOf([loot, softLoot, lootNouns].map((set) => [...set].join(' ')).join(' '));
const hiddenOnes = setOf('hidden initial original system developer');

const exfiltration: Rule = {
  needs: [
    [sendVerbs, anyLoot, targets],
    [showVerbs, ownText, own],
  ],
  find(words) {
    for (const [at, word] of words.entries()) {
      const isSending = sendVerbs.has(word);
      if ((!isSending && !showVerbs.has(word)) || !isImperative(words, at)) continue;
      if (isSending && hasLoot(words, at) && has(words, targets, at + 2, at + 28))
        return { rule: 'exfiltration', score: 0.8 };
      if (!showVerbs.has(word)) continue;
      const target = placeOf(words, ownText, at + 1, at + 8);
      if (target < 0) continue;
      const isOwn = has(words, own, at + 1, target);
      const isSystem = words[target] === 'prompt' || has(words, hiddenOnes, at + 1, target);
      if ((isOwn && (isSystem || word !== 'show')) || words[target + 1] === 'above')
        return { rule: 'prompt-disclosure', score: 0.8 };
    }
    return undefined;
  },
};

/** Whether a verb at this place is about what is not to leave. */
function hasLoot(words: Words, at: number): boolean {
  if (has(words, loot, at + 1, at + 12)) return true;
  for (let place = at + 1; place <= at + 12 && place < words.length; place++) {
    const word = words[place] ?? '';
    if (softLoot.has(word) && has(words, softOwners, place - 3, place)) return true;
    if (lootNouns.has(word) && has(words, lootOwners, place - 2, place)) return true;
  }
  return false;
}

const plantVerbs: WordSet = setOf('include add append insert render display embed put show end start');
const links: WordSet = setOf('image link url markdown picture');
const answerWords: WordSet = setOf('answer answers response responses reply replies output outputs summary');
const everyAnswer = setOf('your every each all');

const plantedLink: Rule = {
  needs: [[plantVerbs, links, answerWords, everyAnswer]],
  find(words) {
    for (const [at, word] of words.entries()) {
      if (!plantVerbs.has(word) || !isImperative(words, at)) continue;
      const target = placeOf(words, answerWords, at + 1, at + 16);
      if (target < 0 || !has(words, links, at + 1, at + 8)) continue;
      if (has(words, everyAnswer, at, target)) return { rule: 'planted-link', score: 0.75 };
    }
    return undefined;
  },
};

const slogans = phrasesOf(
  'do anything now',
  'developer mode enabled',
  'developer mode activated',
  'jailbreak mode',
  'you must obey',
  'new system prompt',
  'ignore your guidelines',
  'no longer bound by',
);
const slogan = setOf('anything obey bound');
const youAreNow = ['you', 'are', 'now'];
const fromNowOn = ['from', 'now', 'on'];
const newInstructions = ['new', 'instructions'];
const characters: WordSet = setOf('dan unrestricted unfiltered jailbroken evil uncensored root admin pirate');
const acts: WordSet = setOf('act respond reply answer ignore obey pretend speak say roleplay');
const roles = phrasesOf(
  'your new instructions',
  'your new task',
  'your new role',
  'your new goal',
  'your new objective',
  'your real task',
  'your only task',
);
const freshness = setOf('new real only');
const freshTopics = setOf('your prompt instructions');
const toBe = setOf('is are will ,');
const limits: WordSet = setOf('restrictions filters limitations censorship guardrails');
const answering = setOf('respond answer act pretend reply');
const turns = setOf('now without mode guidelines');
const turnTopics = setOf(`are from developer jailbreak ignore ${[...limits].join(' ')}`);

const persona: Rule = {
  needs: [[slogan], [turns, turnTopics], [freshness, freshTopics]],
  find(words) {
    if (slogans.some((phrase) => findPhrase(words, phrase) >= 0)) return { rule: 'persona', score: 0.75 };
    const now = findPhrase(words, youAreNow);
    if (now >= 0 && has(words, characters, now + 3, now + 10)) return { rule: 'persona', score: 0.85 };
    const on = findPhrase(words, fromNowOn);
    if (on >= 0 && has(words, acts, on + 3, on + 10)) return { rule: 'persona', score: 0.7 };
    const role = Math.max(...roles.map((phrase) => findPhrase(words, phrase)));
    if (role >= 0 && toBe.has(words[role + 3] ?? '')) return { rule: 'persona', score: 0.75 };
    const free = words.findIndex((word, at) => word === 'without' && has(words, limits, at + 1, at + 5));
    if (free >= 0 && has(words, answering, free - 8, free)) return { rule: 'persona', score: 0.65 };
    const fresh = findPhrase(words, newInstructions);
    const isHeading =
      fresh >= 0 && fresh <= 2 && words[fresh + 2] === ',' && has(words, directives, fresh + 3, words.length);
    return isHeading ? { rule: 'persona', score: 0.7 } : undefined;
  },
};

const tellVerbs: WordSet = setOf(
  'tell telling mention mentioning inform informing reveal revealing disclose disclosing notify notifying acknowledge',
);
const nots: WordSet = setOf('not dont never without');
const thisMatter = setOf('this these it that');
const readers = setOf('user users human humans');
const promptWords = setOf('instruction instructions prompt');
const concealed = setOf('user users human humans instruction instructions prompt');

const concealment: Rule = {
  needs: [[tellVerbs, nots, concealed]],
  find(words) {
    for (const [at, word] of words.entries()) {
      if (!tellVerbs.has(word) || !has(words, nots, at - 3, at)) continue;
      const isAboutThis = has(words, thisMatter, at + 1, at + 7);
      const toUser = has(words, readers, at + 1, at + 7);
      const isText = has(words, promptWords, at + 1, at + 6);
      if ((toUser && isAboutThis) || (isText && isAboutThis)) return { rule: 'concealment', score: 0.7 };
      if (toUser && word.endsWith('ing')) return { rule: 'concealment', score: 0.6 };
    }
    return undefined;
  },
};

/** Rules over English words, the strongest evidence first. */
export const englishRules: readonly Rule[] = [
  override,
  addressed,
  exfiltration,
  persona,
  plantedLink,
  concealment,
  whenAskedSay,
];

const furtherWords = setOf('instead then now also and your you then finally next afterwards');

/** Whether a sentence that follows a flagged one goes on with its orders. */
export function goesOn(words: Words): boolean {
  const at = words.findIndex((word) => word !== ',');
  return directives.has(words[at] ?? '') || furtherWords.has(words[at] ?? '');
}

/** The words that findings of the rules cannot do without: see anchors.ts. */
export {
  ignoreVerbs,
  orders,
  softOrders,
  users,
  addressees,
  addresses,
  whens,
  asking,
  sayVerbs,
  sendVerbs,
  anyLoot,
  showVerbs,
  ownText,
  plantVerbs,
  links,
  answerWords,
  tellVerbs,
  nots,
  characters,
  acts,
  limits,
};
