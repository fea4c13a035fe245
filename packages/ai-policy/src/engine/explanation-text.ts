import type { Explanation, MatchedRule, PartyExplanation } from './explanation.ts';

/** An explanation for people: what was decided, by which rules, and what nearly matched. */
export function explanationText(explanation: Explanation): string {
  const { kind, effect, policy, parties, fault } = explanation;
  const lines = [`${effect}: policy ${policy.id}, version ${policy.version}`];
  if (fault !== undefined) lines.push(`  the engine could not decide (${fault}), so the strictest effect stands`);
  for (const party of parties) {
    if (parties.length > 1) lines.push(`  for the ${party.party}: ${party.effect}`);
    lines.push(...partyLines(party, kind).map((line) => `  ${line}`));
  }
  return `${lines.join('\n')}\n`;
}

function partyLines({ matched, near }: PartyExplanation, kind: Explanation['kind']): string[] {
  const lines = matched.map(matchedLine);
  if (!matched.some((rule) => rule.isDeciding))
    lines.push(kind === 'action' ? 'no rule permits it' : "no rule matches; the rail's own proposal stands");
  return [...lines, ...near.map(({ rule, effect, failed }) => `near     ${rule} (${effect}): not ${failed}`)];
}

function matchedLine({ rule, effect, description, isDeciding, unchecked }: MatchedRule): string {
  const why = description === undefined ? '' : `: ${description}`;
  const doubt = unchecked.length === 0 ? '' : `; could not be checked and counts as held: ${unchecked.join(', ')}`;
  return `${isDeciding ? 'decided ' : 'matched '} ${rule} (${effect})${why}${doubt}`;
}
