import { canonicalJson, type JsonValue } from '@org/ai-core';
import { describe, expect, it } from 'vitest';
import { createDataset } from '../dataset/dataset.ts';
import { defineEval } from '../evaluation/evaluation.ts';
import { gate } from '../gates/gate.ts';
import { exactMatch } from '../scorers/exact-match.ts';
import { createReport } from './create-report.ts';
import type { CaseOutcome } from './outcome.ts';
import { renderJson } from './render-json.ts';
import { renderJUnit } from './render-junit.ts';
import { renderMarkdown } from './render-markdown.ts';
import { renderTable } from './render-table.ts';
import type { EvalReport } from './report.ts';

const hostile = '<b>"x"&\u001b[31m|`\n\u0000';

async function report(order: (outcomes: CaseOutcome[]) => CaseOutcome[] = (all) => all): Promise<EvalReport> {
  const cases = ['a', 'b', hostile, 'd'].map((id) => ({ id, input: '', expected: '', tags: { kind: 'x' } }));
  const evaluation = defineEval({
    name: `name ${hostile}`,
    dataset: cases,
    task: { id: `task ${hostile}`, run: () => '' },
    scorers: [exactMatch()],
    gates: [
      gate({ metric: 'exact-match', atLeast: 0.01 }),
      gate({ metric: 'exact-match', atLeast: 0.9 }),
      gate({ metric: 'exact-match', atLeast: 1, on: 'estimate' }),
      gate({ metric: 'exact-match', atLeast: 0.5, slice: 'kind=y' }),
    ],
    maxFaultShare: 0.5,
  });
  const outcomes: CaseOutcome[] = [
    { id: 'a', scores: { 'exact-match': 1 } },
    { id: 'b', scores: { 'exact-match': 1 } },
    { id: hostile, scores: { 'exact-match': 0 } },
    { id: 'd', scores: {}, fault: { code: 'upstream' } },
  ];
  return createReport({ evaluation, dataset: await createDataset(cases), outcomes: order(outcomes) });
}

describe('a report', () => {
  it('does not depend on the order in which cases were finished', async () => {
    expect(renderJson(await report((all) => all.toReversed()))).toBe(renderJson(await report()));
  });

  it('refuses outcomes that are missing or of other cases', async () => {
    await expect(report((all) => all.slice(1))).rejects.toThrow('4 cases need as many outcomes, got 3');
    await expect(report((all) => [...all.slice(1), { id: 'z', scores: {} }])).rejects.toThrow(
      'case "a" has no outcome',
    );
  });

  it('counts faults apart from wrong answers', async () => {
    const { counts, metrics, failures, faults } = await report();
    expect(counts).toEqual({ cases: 4, completed: 3, faults: 1 });
    expect(metrics[0]).toMatchObject({ scored: 3, sum: 2, faults: 0 });
    expect(failures.map(({ id }) => id)).toEqual([hostile]);
    expect(faults).toEqual([{ id: 'd', code: 'upstream' }]);
  });
});

describe('renderJson', () => {
  it('writes canonical JSON that reads back as the report', async () => {
    const text = renderJson(await report());
    expect(canonicalJson(JSON.parse(text) as JsonValue)).toBe(text.trimEnd());
  });
});

describe('renderTable', () => {
  it('shows metrics, slices and gates, and lets no control character through', async () => {
    const text = renderTable(await report());
    expect(text).toMatch(/^exact-match\s+all\s+3\s+0\.667\s+\[0\.208, 0\.939\]\s+wilson$/m);
    expect(text).toMatch(/^exact-match\s+kind=x\s+3/m);
    expect(text).toMatch(/^exact-match low >= 0\.9\s+inconclusive/m);
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });
});

describe('renderMarkdown', () => {
  it('names failures and faults, and keeps names from becoming markup', async () => {
    const text = renderMarkdown(await report());
    expect(text).toContain('## Failures');
    expect(text).toContain('- d\n');
    expect(text).not.toMatch(/(?<!\\)<b>/);
    for (const line of text.split('\n').filter((row) => row.startsWith('| exact')))
      expect(line.match(/(?<!\\)\|/g)?.length).toSatisfy((count: number) => count === 7 || count === 4);
  });
});

describe('renderJUnit', () => {
  it('is red where a gate is, and well-formed whatever the names', async () => {
    const text = renderJUnit(await report());
    expect(text).toContain('tests="4" failures="1" errors="2"');
    expect(text.match(/<failure /g)).toHaveLength(1);
    expect(text.match(/<error /g)).toHaveLength(2);
    expect(text).not.toMatch(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/);
    const tags = text.replace(/="[^"<>]*"/g, '').match(/<[^>]*>/g) ?? [];
    const open: string[] = [];
    for (const tag of tags.slice(1)) {
      if (tag.endsWith('/>')) continue;
      const name = /^<\/?([a-z-]+)/.exec(tag)?.[1] ?? '';
      if (tag.startsWith('</')) expect(open.pop()).toBe(name);
      else open.push(name);
    }
    expect(open).toEqual([]);
    expect(text.replace(/&(?:amp|lt|gt|quot|apos);/g, '')).not.toContain('&');
  });
});
