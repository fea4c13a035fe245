import { findPhrase, has, isAt, isImperative, setOf, type Words } from './words.ts';

/** What a rule saw in a sentence. */
export interface Sighting {
  readonly rule: string;
  readonly score: number;
}

type Rule = (words: Words) => Sighting | undefined;

const ignoreVerbs = setOf(
  'ignore disregard forget override overrule bypass neglect discard dismiss overlook circumvent',
);
const orders = setOf(
  'instruction instructions prompt prompts guideline guidelines directive directives directions restriction restrictions guardrail guardrails constraints programming commands',
);
const softOrders = setOf('rules rule policies policy context messages message conversation training limits orders');
const earlier = setOf(
  'previous previously prior above earlier preceding foregoing former original initial system developer your past',
);
const every = setOf('all any every these those existing other current safety');
const behindOrders = setOf('above before previously earlier far');

/** The place behind the clause that this place is in. */
function clauseEnd(words: Words, at: number): number {
  const comma = words.indexOf(',', at);
  return comma === -1 ? words.length : comma + 1;
}

const override: Rule = (words) => {
  for (const [at, word] of words.entries()) {
    if (!ignoreVerbs.has(word) || !isImperative(words, at)) continue;
    const end = clauseEnd(words, at);
    for (let target = at + 1; target < Math.min(at + 9, end); target++) {
      const isHard = orders.has(words[target] ?? '');
      if (!isHard && !softOrders.has(words[target] ?? '')) continue;
      const isEarlier = has(words, earlier, at + 1, target) || has(words, behindOrders, target + 1, target + 4);
      if (isEarlier || (isHard && has(words, every, at + 1, target))) return { rule: 'override', score: 0.95 };
      if (isHard && has(words, setOf('given you gave received'), target + 1, target + 5))
        return { rule: 'override', score: 0.85 };
    }
    const told = setOf('above before told said previously earlier');
    const isAll = ['all above', 'all the above', 'all of the above'].some((phrase) => isAt(words, phrase, at + 1));
    const isEverything = isAt(words, 'everything', at + 1) || isAt(words, 'what', at + 1);
    if (isAll || (isEverything && has(words, told, at + 2, at + 7))) return { rule: 'override', score: 0.85 };
    if (
      has(words, setOf('user users'), at + 1, at + 4) &&
      has(words, setOf('question request query instructions message'), at + 2, at + 6)
    ) {
      return { rule: 'override', score: 0.75 };
    }
  }
  for (const phrase of ['stop following', 'do not follow', 'dont follow', 'pay no attention to']) {
    const at = findPhrase(words, phrase);
    if (at >= 0 && has(words, orders, at + 2, at + 9) && has(words, earlier, at + 2, at + 9))
      return { rule: 'override', score: 0.8 };
  }
  return undefined;
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

const addressed: Rule = (words) => {
  for (const phrase of ['if you are', 'if youre', 'as']) {
    const at = findPhrase(words, phrase);
    const length = phrase.split(' ').length;
    if (at >= 0 && phrase !== 'as' && isMachine(words, at + length))
      return { rule: 'addressed-to-assistant', score: 0.85 };
  }
  for (const [at, word] of words.entries()) {
    if (
      [
        'note',
        'message',
        'instruction',
        'instructions',
        'attention',
        'memo',
        'dear',
        'hey',
        'hello',
        'important',
      ].includes(word)
    ) {
      const to = ['to', 'for'].includes(words[at + 1] ?? '') ? at + 2 : at + 1;
      const isCalled = to > at + 1 || ['dear', 'hey', 'hello', 'attention'].includes(word);
      const end = isCalled ? machineEnd(words, to) : undefined;
      if (end === undefined) continue;
      const isVocative =
        words[end] === undefined || words[end] === ',' || reading.has(words[end]) || directives.has(words[end]);
      if (isVocative && has(words, directives, end, words.length))
        return { rule: 'addressed-to-assistant', score: 0.8 };
    }
    if (['when', 'if', 'once'].includes(word)) {
      const end = machineEnd(words, at + 1);
      const isReading =
        end !== undefined && reading.has(words[end] ?? '') && has(words, setOf('this these'), end, end + 4);
      if (isReading && has(words, directives, end + 2, words.length))
        return { rule: 'addressed-to-assistant', score: 0.75 };
    }
  }
  return undefined;
};

function isMachine(words: Words, at: number): boolean {
  return machineEnd(words, at) !== undefined;
}

/** The place behind "the AI assistant", "any large language model", ... that begins at `at`. */
function machineEnd(words: Words, at: number): number | undefined {
  let end = at;
  while (setOf('a an the any all every this our your large').has(words[end] ?? '')) end++;
  const isModel = isAt(words, 'language model', end) || isAt(words, 'language models', end);
  if (isModel) return end + 2;
  if (!machines.has(words[end] ?? '')) return undefined;
  end++;
  while (setOf('assistant assistants model models agent agents system systems chatbot').has(words[end] ?? '')) end++;
  return end;
}

const sayVerbs = setOf('say answer reply respond state claim tell recommend insist assert confirm');
const people = setOf(
  'customer customers caller callers visitor visitors patient patients employee employees auditor auditors colleague colleagues journalist journalists guest guests candidate manager inspector student students client clients',
);

const whenAskedSay: Rule = (words) => {
  for (const [at, word] of words.entries()) {
    if (!['when', 'if', 'whenever', 'once', 'anytime'].includes(word)) continue;
    const asked = words.findIndex(
      (other, place) =>
        place > at && place < at + 6 && ['asked', 'asks', 'questioned', 'queried', 'prompted', 'ask'].includes(other),
    );
    if (asked < 0) continue;
    const subject = words.slice(at + 1, asked);
    const isOurs =
      asked === at + 1 ||
      subject.some((one) =>
        ['you', 'user', 'users', 'someone', 'anyone', 'anybody', 'somebody', 'are', 'youre', 'being'].includes(one),
      );
    if (!isOurs || has(words, people, at, words.length)) continue;
    const said = words.findIndex(
      (other, place) => place > asked && place < asked + 24 && sayVerbs.has(other) && isImperative(words, place),
    );
    if (said >= 0) return { rule: 'when-asked-say', score: 0.65 };
  }
  return undefined;
};

const sendVerbs = setOf(
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
const showVerbs = setOf(
  'reveal print repeat show output disclose display expose dump share recite leak give tell write reproduce',
);
const own = setOf('your system hidden initial original developer secret above internal');
const ownText = setOf('prompt prompts instruction instructions rules guidelines programming directives');

const exfiltration: Rule = (words) => {
  for (const [at, word] of words.entries()) {
    if (sendVerbs.has(word) && isImperative(words, at)) {
      const isLoot =
        has(words, loot, at + 1, at + 12) ||
        words.some((other, place) => {
          if (place <= at || place > at + 12) return false;
          if (softLoot.has(other)) return has(words, softOwners, place - 3, place);
          return (
            (other === 'key' || other === 'keys' || other === 'data') &&
            has(words, setOf('api secret private users'), place - 2, place)
          );
        });
      if (isLoot && has(words, targets, at + 2, at + 28)) return { rule: 'exfiltration', score: 0.8 };
    }
    if (showVerbs.has(word) && isImperative(words, at)) {
      const target = words.findIndex((other, place) => place > at && place < at + 8 && ownText.has(other));
      const isOwn = target > 0 && has(words, own, at + 1, target);
      const isAbove = target > 0 && isAt(words, 'above', target + 1);
      const isSystem =
        target > 0 &&
        (isAt(words, 'prompt', target) ||
          has(words, setOf('hidden initial original system developer'), at + 1, target));
      if ((isOwn && (isSystem || word !== 'show')) || isAbove) return { rule: 'prompt-disclosure', score: 0.8 };
    }
  }
  return undefined;
};

const answerWords = setOf('answer answers response responses reply replies output outputs summary');

const plantedLink: Rule = (words) => {
  for (const [at, word] of words.entries()) {
    if (
      !setOf('include add append insert render display embed put show end start').has(word) ||
      !isImperative(words, at)
    )
      continue;
    const isPlanted = has(words, setOf('image link url markdown picture'), at + 1, at + 8);
    const target = words.findIndex((other, place) => place > at && place < at + 16 && answerWords.has(other));
    if (isPlanted && target > 0 && has(words, setOf('your every each all'), at, target))
      return { rule: 'planted-link', score: 0.75 };
  }
  return undefined;
};

const persona: Rule = (words) => {
  for (const phrase of [
    'do anything now',
    'developer mode enabled',
    'developer mode activated',
    'jailbreak mode',
    'you must obey',
    'new system prompt',
    'ignore your guidelines',
    'no longer bound by',
  ]) {
    if (findPhrase(words, phrase) >= 0) return { rule: 'persona', score: 0.75 };
  }
  const now = findPhrase(words, 'you are now');
  if (
    now >= 0 &&
    has(words, setOf('dan unrestricted unfiltered jailbroken evil uncensored root admin pirate'), now + 3, now + 10)
  )
    return { rule: 'persona', score: 0.85 };
  const on = findPhrase(words, 'from now on');
  if (on >= 0 && has(words, setOf('act respond reply answer ignore obey pretend speak say roleplay'), on + 3, on + 10))
    return { rule: 'persona', score: 0.7 };
  const role = Math.max(
    ...[
      'your new instructions',
      'your new task',
      'your new role',
      'your new goal',
      'your new objective',
      'your real task',
      'your only task',
    ].map((phrase) => findPhrase(words, phrase)),
  );
  if (role >= 0 && has(words, setOf('is are will ,'), role + 3, role + 4)) return { rule: 'persona', score: 0.75 };
  const free = words.findIndex(
    (word, at) =>
      word === 'without' && has(words, setOf('restrictions filters limitations censorship guardrails'), at + 1, at + 5),
  );
  if (free >= 0 && has(words, setOf('respond answer act pretend reply'), free - 8, free))
    return { rule: 'persona', score: 0.65 };
  const fresh = findPhrase(words, 'new instructions');
  const isHeading =
    fresh >= 0 && fresh <= 2 && words[fresh + 2] === ',' && has(words, directives, fresh + 3, words.length);
  return isHeading ? { rule: 'persona', score: 0.7 } : undefined;
};

const concealment: Rule = (words) => {
  for (const [at, word] of words.entries()) {
    if (
      !setOf(
        'tell telling mention mentioning inform informing reveal revealing disclose disclosing notify notifying acknowledge',
      ).has(word)
    )
      continue;
    if (!has(words, setOf('not dont never without'), at - 3, at)) continue;
    const isAboutThis = has(words, setOf('this these it that'), at + 1, at + 7);
    const toUser = has(words, setOf('user users human humans'), at + 1, at + 7);
    const isText = has(words, setOf('instruction instructions prompt'), at + 1, at + 6);
    if ((toUser && isAboutThis) || (isText && isAboutThis)) return { rule: 'concealment', score: 0.7 };
    if (toUser && word.endsWith('ing')) return { rule: 'concealment', score: 0.6 };
  }
  return undefined;
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

/** Whether a sentence that follows a flagged one goes on with its orders. */
export function goesOn(words: Words): boolean {
  const at = words.findIndex((word) => word !== ',');
  return (
    directives.has(words[at] ?? '') ||
    setOf('instead then now also and your you then finally next afterwards').has(words[at] ?? '')
  );
}
