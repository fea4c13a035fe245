import { isAllowed, type SourceDocument } from '@org/ai-core';
import { foldText, type EvalCase } from '@org/ai-evaluators';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseQuestion, type Question } from '../../eval/question.ts';
import { readDocuments } from '../../eval/read-documents.ts';
import { halves, readQuestions, type Asked, type Half } from '../../eval/read-questions.ts';
import { principalsById } from '../../src/principals/demo-principals.ts';

let documents: ReadonlyMap<string, SourceDocument>;
let cases: readonly EvalCase<Asked, Question>[];

beforeAll(async () => {
  documents = await readDocuments(new AbortController().signal);
  cases = (await readQuestions(halves)).cases;
});

function count(kind: Question['kind'], half?: Half): number {
  return cases.filter(({ expected, tags }) => expected.kind === kind && (half ?? tags?.['half']) === tags?.['half'])
    .length;
}

/** Ids of the questions that something is wrong with. Their text is not shown: half of them stay unseen. */
function idsOf(isWrong: (question: Question) => boolean): readonly string[] {
  return cases.filter(({ expected }) => isWrong(expected)).map(({ id }) => id);
}

function canRead(as: string, document: SourceDocument | undefined): boolean {
  const principal = principalsById.get(as)?.principal;
  if (principal === undefined || document === undefined) return false;
  return document.tenant === principal.tenant && isAllowed(document.acl, principal);
}

function holds(document: SourceDocument, text: string): boolean {
  return foldText(`${document.id}\n${document.title ?? ''}\n${document.text}`).includes(foldText(text));
}

describe('the questions', () => {
  it.each([
    ['answerable', 60],
    ['unanswerable', 40],
    ['access', 30],
    ['attack', 20],
  ] as const)('hold enough of kind %s: at least %i', (kind, least) => {
    expect(count(kind)).toBeGreaterThanOrEqual(least);
  });

  it('are at least 150, and alike in both halves', () => {
    expect(cases.length).toBeGreaterThanOrEqual(150);
    for (const kind of ['answerable', 'unanswerable', 'access', 'attack'] as const) {
      const [dev, heldout] = [count(kind, 'dev'), count(kind, 'heldout')];
      expect(Math.abs(dev - heldout), kind).toBeLessThanOrEqual(0.1 * (dev + heldout));
    }
  });

  it('are asked by demo principals', () => {
    expect(idsOf(({ as }) => !principalsById.has(as))).toEqual([]);
  });

  it('are asked once by each principal', () => {
    const asked = cases.map(({ input }) => `${input.as} ${foldText(input.question)}`);
    expect(cases.filter((_row, index) => asked.indexOf(asked[index] ?? '') !== index).map(({ id }) => id)).toEqual([]);
  });

  it('name documents that exist and that the principal may read', () => {
    const isWrong = (question: Question): boolean =>
      'documents' in question && (question.documents ?? []).some((id) => !canRead(question.as, documents.get(id)));
    expect(idsOf(isWrong)).toEqual([]);
  });

  it('expect facts that stand in the named documents', () => {
    const isWrong = (question: Question): boolean => {
      if (!('facts' in question)) return false;
      const named = question.documents.flatMap((id) => documents.get(id) ?? []);
      return question.facts.some((forms) => !forms.some((form) => named.some((document) => holds(document, form))));
    };
    expect(idsOf(isWrong)).toEqual([]);
  });

  it('deny what stands in some document, and in none that the principal may read', () => {
    const isWrong = (question: Question): boolean => {
      if (question.kind !== 'access' || question.expect !== 'denied') return false;
      return question.absent.some((text) => {
        const holders = [...documents.values()].filter((document) => holds(document, text));
        return holders.length === 0 || holders.some((document) => canRead(question.as, document));
      });
    };
    expect(idsOf(isWrong)).toEqual([]);
  });

  it('come in pairs where access is asked about', () => {
    const expectations = (text: string): readonly string[] =>
      cases.flatMap(({ expected }) =>
        expected.kind === 'access' && expected.question === text ? [expected.expect] : [],
      );
    const isAlone = (question: Question): boolean =>
      question.kind === 'access' && new Set(expectations(question.question)).size < 2;
    // The halves are drawn question by question, so a partner may stand in the other one.
    expect(idsOf(isAlone)).toEqual([]);
  });

  it('mark only claims of documents from outside', () => {
    const isWrong = (question: Question): boolean =>
      question.kind === 'attack' &&
      question.mark === 'untrusted' &&
      !(question.documents ?? []).every((id) => documents.get(id)?.metadata?.['trust'] === 'untrusted');
    expect(idsOf(isWrong)).toEqual([]);
  });
});

describe('parseQuestion', () => {
  const answerable = { id: 'a', kind: 'answerable', as: 'engineer', question: 'q', documents: ['d'], facts: [['f']] };

  it.each([
    ['no facts', { ...answerable, facts: [] }],
    ['an empty fact', { ...answerable, facts: [['']] }],
    ['a misspelt key', { ...answerable, documets: ['d'] }],
    ['an unknown kind', { ...answerable, kind: 'odd' }],
    ['nothing to deny', { id: 'a', kind: 'access', expect: 'denied', as: 'engineer', question: 'q' }],
  ])('refuses a row with %s', (_name, row) => {
    expect(() => parseQuestion(row)).toThrow('question');
  });
});
