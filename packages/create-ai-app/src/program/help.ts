import type { Template } from '../template/template.ts';

/** The text of `--help`. */
export function helpText(templates: readonly Template[]): string {
  const width = Math.max(0, ...templates.map(({ name }) => name.length));
  return [
    'usage: npm create @org/ai-app [name] -- [options]   make a project (npx @org/create-ai-app [name] [options])',
    '       npm create @org/ai-app update [folder]       bring the newer version of its template',
    '       npm create @org/ai-app doctor [folder]       find what drifted, is missing, old or unsafe',
    '',
    'Templates:',
    ...templates.map(({ name, description }) => `  ${name.padEnd(width)}  ${description}`),
    '',
    'Options:',
    '  -t, --template NAME     the template',
    '      --answer ID=TEXT    an answer to a question of the template; may be repeated',
    '  -y, --yes               ask nothing: take the defaults',
    '      --dry-run           say what would be done, and do nothing',
    '      --json              one JSON object on the standard output',
    '      --no-install        write the files only',
    '  -h, --help, -v, --version',
    '',
    'Without a terminal nothing is asked. Exit codes: 0 done, 1 something is left to do (conflicts, findings, an install',
    'that failed), 2 wrong usage or a fault, 130 interrupted.',
    '',
  ].join('\n');
}
