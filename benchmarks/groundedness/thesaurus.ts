/** Words of our pages with others that say the same in most places. */
const pairs =
  `answer reply|question query|document file|person user|service application|shows displays|show display|made built|makes builds|
begin start|begins starts|ends stops|keep retain|keeps retains|kept retained|change modification|changes modifications|changed modified|
checked verified|check verify|checks verifies|error failure|fault defect|faults defects|fails breaks|needs requires|need require|
allowed permitted|allow permit|allows permits|reads loads|writes stores|written stored|find locate|finds locates|found located|
wrong incorrect|right correct|large big|small little|quick fast|whole entire|holds contains|hold contain|same identical|
customer client|customers clients|order purchase|orders purchases|refund reimbursement|refunds reimbursements|package parcel|
paid settled|pays settles|sent dispatched|sends dispatches|month four-week|week seven-day|employee worker|employees workers|
manager boss|team group|teams groups|rule regulation|rules regulations|page site|pages sites|part piece|parts pieces|
list enumeration|place location|places locations|reason cause|time moment|step stage|steps stages|cost price|costs prices|
measured gauged|measures gauges|figure value|figures values|names identifies|named identified|says states|said stated|
gets receives|get receive|gives provides|give provide|given provided|takes accepts|take accept|taken accepted|
works functions|work function|used employed|use employ|uses employs|text wording|words terms|word term|people individuals|
model network|models networks|release version|releases versions|decision choice|decisions choices|limit bound|limits bounds|
attack assault|attacks assaults|secret confidential|result outcome|results outcomes|record entry|records entries|
removed deleted|remove delete|removes deletes|asked requested|asks requests|ask request|left remaining|closed shut|often frequently|
never at-no-time|must has-to|because since|only solely|without lacking|between among|before ahead-of|after following`
    .split(/[|\n]+/)
    .map((pair) => pair.trim().split(' '))
    .filter((pair): pair is [string, string] => pair.length === 2);
const table = new Map(pairs.map(([from, to]) => [from, to.replaceAll('-', ' ')]));

/** The sentence in other words, or undefined where fewer than two of its words are known. */
export function paraphrase(sentence: string): string | undefined {
  let count = 0;
  const made = sentence.replace(/[a-z]+/g, (word, at: number) => {
    const other = at === 0 ? undefined : table.get(word);
    // A word is changed where it stands alone, and no more than every third.
    if (
      other === undefined ||
      /[A-Za-z-]/.test(sentence.charAt(at - 1)) ||
      (count + 1) * 3 > sentence.split(' ').length
    )
      return word;
    count++;
    return other;
  });
  return count < 2 ? undefined : made;
}
