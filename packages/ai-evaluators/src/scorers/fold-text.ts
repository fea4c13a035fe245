/** Text as comparisons see it: compatibility forms unified (NFKC), lower case, runs of white space as one space, none at the ends. */
export function foldText(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
}
