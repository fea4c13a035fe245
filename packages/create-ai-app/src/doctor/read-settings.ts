import type { Examined } from './finding.ts';

/** A setting that a file makes. */
export interface FoundSetting {
  readonly file: string;
  readonly line: number;
  readonly name: string;
  readonly value: string;
  /** Whether a comment stands on the line, or on the one above. */
  readonly isExplained: boolean;
}

/** The settings in files of environment variables, Dockerfiles, workflows and manifests of the root and of deploy folders. */
export async function readSettings({ text, list }: Examined): Promise<readonly FoundSetting[]> {
  const root = await list('.');
  const files = root.filter((name) =>
    /^\.env(\.|$)|^Dockerfile|^(docker-)?compose.*\.ya?ml$|^\.gitlab-ci\.yml$/.test(name),
  );
  for (const folder of ['.github/workflows', 'deploy', 'kubernetes', 'k8s'])
    for (const name of await list(folder)) if (/\.(ya?ml|env)$/.test(name)) files.push(`${folder}/${name}`);
  const found: FoundSetting[] = [];
  for (const file of files) {
    const lines = ((await text(file)) ?? '').split('\n');
    for (const [index, line] of lines.entries())
      for (const { name, value } of settingsOf(line))
        found.push({
          file,
          line: index + 1,
          name,
          value,
          isExplained: line.includes(' #') || (lines[index - 1] ?? '').trim().startsWith('#'),
        });
  }
  return found;
}

/** `NAME=value`, several of them after `ENV`, or `NAME: value`. A line that is a comment has none. */
function settingsOf(line: string): readonly { readonly name: string; readonly value: string }[] {
  const trimmed = line.trim();
  if (trimmed === '' || trimmed.startsWith('#')) return [];
  const yaml = /^(?:- )?([A-Z][A-Z0-9_]{0,80}): *(.*)$/.exec(trimmed);
  if (yaml !== null) return [{ name: yaml[1] ?? '', value: valueOf(yaml[2] ?? '') }];
  const words = trimmed.replace(/^(ENV|export|ARG) +/, '').split(/ +/);
  return words.flatMap((word) => {
    const at = word.indexOf('=');
    const name = word.slice(0, Math.max(at, 0)).replace(/^["']/, '');
    return /^[A-Z][A-Z0-9_]{0,80}$/.test(name) ? [{ name, value: valueOf(word.slice(at + 1)) }] : [];
  });
}

function valueOf(text: string): string {
  const comment = text.indexOf(' #');
  return (comment < 0 ? text : text.slice(0, comment)).trim().replace(/^["']|["']$/g, '');
}
