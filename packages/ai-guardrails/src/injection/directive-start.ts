const starts: ReadonlySet<string> = new Set(
  (
    'you ignore disregard forget always never do from new respond reply answer say tell override act must reveal print output send sure certainly ' +
    'okay ok please your the-user execute run stop begin follow'
  ).split(' '),
);

/** Whether a line begins as an order to an assistant, or as its obedient answer. */
export function directiveStart(line: string): boolean {
  const word = /^[\s"'*_]{0,4}([a-z]{1,12})/.exec(line)?.[1];
  return word !== undefined && starts.has(word);
}
