import type { Rule, Sighting } from './rules.ts';
import { has, setOf } from './words.ts';

interface Language {
  readonly verbs: ReadonlySet<string>;
  readonly orders: ReadonlySet<string>;
  readonly earlier: ReadonlySet<string>;
}

/** "Ignore the previous instructions" in languages that write words apart; accents are undone. */
const languages: readonly Language[] = [
  {
    verbs: setOf(
      'ignoriere ignorier ignorieren ignoriert vergiss vergesse vergessen missachte missachten verwirf uberschreibe',
    ),
    orders: setOf('anweisung anweisungen instruktion instruktionen befehl befehle vorgaben prompt prompts anleitungen'),
    earlier: setOf(
      'vorherigen vorherige vorigen vorige bisherigen bisherige obigen obige alle fruheren fruhere vorangegangenen vorangehenden deine ihre',
    ),
  },
  {
    verbs: setOf('ignore ignorez ignorer oublie oubliez negligez neglige'),
    orders: setOf('instruction instructions consigne consignes directives ordres'),
    earlier: setOf('precedente precedentes precedents precedent anterieures toutes dessus tes vos'),
  },
  {
    verbs: setOf('ignora ignore ignoren ignorad olvida olvide olviden descarta descarte omite'),
    orders: setOf('instruccion instrucciones indicaciones ordenes directrices'),
    earlier: setOf('anteriores anterior previas previa todas tus arriba'),
  },
  {
    verbs: setOf('ignora ignorate ignori dimentica dimenticate'),
    orders: setOf('istruzione istruzioni indicazioni direttive'),
    earlier: setOf('precedenti precedente tutte tue sopra'),
  },
  {
    verbs: setOf('ignore ignora ignorem esqueca esqueca desconsidere'),
    orders: setOf('instrucao instrucoes orientacoes diretrizes'),
    earlier: setOf('anteriores anterior previas todas suas acima'),
  },
  {
    verbs: setOf('negeer negeert vergeet'),
    orders: setOf('instructie instructies opdrachten aanwijzingen'),
    earlier: setOf('vorige eerdere voorgaande alle bovenstaande jouw uw'),
  },
  {
    verbs: setOf('zignoruj ignoruj zapomnij'),
    orders: setOf('instrukcje instrukcji polecenia polecen'),
    earlier: setOf('poprzednie poprzednich wszystkie wczesniejsze powyzsze'),
  },
  {
    verbs: setOf('игнорируи игнорируите проигнорируи проигнорируите забудь забудьте'),
    orders: setOf('инструкции инструкция указания команды'),
    earlier: setOf('предыдущие все прежние вышеуказанные предшествующие свои'),
  },
];

const unspaced: readonly RegExp[] = [
  /(?:忽略|无视|無視|忘记|忘記|忘掉|不要理会).{0,14}(?:指令|指示|提示|说明|說明|规则|規則|命令)/u,
  /(?:指示|命令|プロンプト|指図).{0,10}(?:無視|忘れ)/u,
  /(?:지시|명령|프롬프트).{0,12}(?:무시|잊)/u,
];

/** One set of what all languages have, for the first look. */
function ofAll(part: keyof Language): ReadonlySet<string> {
  return new Set(languages.flatMap((language) => [...language[part]]));
}

/** The words of all languages together, by what they stand for. */
export function foreignWords(): Readonly<Record<keyof Language, ReadonlySet<string>>> {
  return { verbs: ofAll('verbs'), orders: ofAll('orders'), earlier: ofAll('earlier') };
}

/** Orders to ignore what came before, in languages other than English. */
export const foreignOverride: Rule = {
  needs: [[ofAll('verbs'), ofAll('orders'), ofAll('earlier')]],
  find(words) {
    for (const [at, word] of words.entries()) {
      for (const { verbs, orders, earlier } of languages) {
        if (!verbs.has(word)) continue;
        const isOverride = has(words, orders, at + 1, at + 9) && has(words, earlier, at + 1, at + 12);
        if (isOverride) return { rule: 'override', score: 0.9 };
      }
    }
    return undefined;
  },
};

/** The same in scripts that write words together. */
export function unspacedOverride(text: string): Sighting | undefined {
  const plain = text.normalize('NFKC');
  return unspaced.some((pattern) => pattern.test(plain)) ? { rule: 'override', score: 0.9 } : undefined;
}
