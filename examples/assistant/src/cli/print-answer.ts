import type { Answer } from '@org/ai-blueprints';

/** The answer as one line of JSON. */
export function answerJson(answer: Answer): string {
  const { text, isAnswered, outcome, plan, decisions, usage, costNanoUsd, route, timings } = answer;
  const citations = answer.citations.map(({ document, digest, quote, span, title, trust }) => ({
    document,
    quote,
    start: span.start,
    end: span.end,
    title,
    trust,
    digest,
  }));
  return JSON.stringify({
    answer: text,
    isAnswered,
    outcome,
    citations,
    plan,
    decisions,
    usage,
    costNanoUsd,
    route,
    timings,
  });
}

/** The answer for people, with its citations below. */
export function answerText(answer: Answer): string {
  const sources = answer.citations.map(({ document, title, trust, quote }, index) => {
    const mark = trust === 'untrusted' ? ', untrusted source' : '';
    return `[${String(index + 1)}] ${title} (${document}${mark})\n    "${quote.replace(/\s+/g, ' ')}"`;
  });
  return [answer.text, ...sources].join('\n\n');
}
