/** What stands where a secret belongs: words that say so, fillers, variables, and what vendors print in their manuals. */
const marks =
  /example|placeholder|change(?:me|-me|_me|-this)|your|dummy|redacted|insert|replace|todo|fixme|sample|xxxx|foobar|not-?real|\*{4}|\.{4}|\$[{(]|\{\{|<%/;

/** Stripe's manual shows these two test keys. */
const printed = /4ec39hqlyjwdarjtt1zdp7dc|bqokikjovbii2hlwgh4olfq2/;

/** Whether a value stands for a secret and is none. */
export function isPlaceholder(value: string): boolean {
  const first = value.charAt(0);
  if (first === '<' || first === '{' || first === '[' || (first === '%' && value.endsWith('%'))) return true;
  if (first === '$' && /^\$[A-Za-z_]\w*$/.test(value)) return true;
  const lower = value.toLowerCase();
  return marks.test(lower) || printed.test(lower);
}
