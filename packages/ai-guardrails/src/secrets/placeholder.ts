/** What stands where a secret belongs: words that say so, fillers, variables, and what vendors print in their manuals. */
const marks: readonly string[] = [
  'example',
  'placeholder',
  'changeme',
  'change-me',
  'change_me',
  'change-this',
  'your',
  'dummy',
  'redacted',
  'insert',
  'replace',
  'todo',
  'fixme',
  'sample',
  'xxxx',
  'foobar',
  'notreal',
  'not-real',
  '****',
  '....',
  '${',
  '{{',
  '<%',
  '$(',
  // Stripe's manual shows these two test keys.
  '4ec39hqlyjwdarjtt1zdp7dc',
  'bqokikjovbii2hlwgh4olfq2',
];

/** Whether a value stands for a secret and is none. */
export function isPlaceholder(value: string): boolean {
  const first = value.charAt(0);
  if (first === '<' || first === '{' || first === '[' || (first === '%' && value.endsWith('%'))) return true;
  if (first === '$' && /^\$[A-Za-z_]\w*$/.test(value)) return true;
  const lower = value.toLowerCase();
  return marks.some((mark) => lower.includes(mark));
}
