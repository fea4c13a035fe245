const mediaTypes: Readonly<Record<string, string>> = {
  md: 'text/markdown',
  markdown: 'text/markdown',
  txt: 'text/plain',
  html: 'text/html',
  htm: 'text/html',
  adoc: 'text/asciidoc',
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  json: 'application/json',
  jsonl: 'application/jsonl',
  ndjson: 'application/jsonl',
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  ts: 'text/typescript',
  tsx: 'text/typescript',
  mts: 'text/typescript',
  cts: 'text/typescript',
  js: 'text/javascript',
  jsx: 'text/javascript',
  mjs: 'text/javascript',
  cjs: 'text/javascript',
  py: 'text/x-python',
  go: 'text/x-go',
  java: 'text/x-java',
};

/** The endings of names that are read, for people. */
export const readEndings: string = Object.keys(mediaTypes)
  .map((ending) => `.${ending}`)
  .join(', ');

/** What a file of this name is read as, if it is. Metadata under a wrong name are no document. */
export function mediaTypeOf(path: string): string | undefined {
  const name = path.toLowerCase();
  if (name.endsWith('.meta.json')) return undefined;
  return mediaTypes[/\.([a-z]{1,10})$/.exec(name)?.[1] ?? ''];
}
