/** Kinds whose separators say nothing: the same number is written with them and without. */
const grouped: ReadonlySet<string> = new Set(['CREDIT_CARD', 'IBAN_CODE', 'PHONE_NUMBER', 'US_SSN', 'MAC_ADDRESS']);

/** One writing for all writings of a value: without regard to case, compatibility forms and grouping. */
export function canonicalValue(type: string, value: string): string {
  const folded = value.normalize('NFKC').toLowerCase();
  return grouped.has(type) ? folded.replace(/[^\p{L}\p{N}]/gu, '') : folded.replace(/\s+/gu, ' ').trim();
}
