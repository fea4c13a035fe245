import { AiError } from '@org/ai-core';

/** One thing that is wrong with a policy document. */
export interface PolicyIssue {
  readonly path: readonly (string | number)[];
  /** What is wrong, and the remedy. */
  readonly message: string;
  /** In a file: 1-based. */
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

const SHOWN = 5;

/** All that is wrong with a document as one error, the first five in its message and every one in its details. */
export function issuesError(source: string, issues: readonly PolicyIssue[]): AiError<'invalid-input'> {
  const lines = issues.slice(0, SHOWN).map((issue) => issueText(source, issue));
  const more = issues.length > SHOWN ? [`and ${issues.length - SHOWN} more`] : [];
  return new AiError('invalid-input', [...lines, ...more].join('\n'), {
    details: {
      issues: issues.map(({ path, message, line, column }) => ({
        field: pathText(path),
        message,
        ...(line === undefined ? {} : { line }),
        ...(column === undefined ? {} : { column }),
      })),
    },
  });
}

/** `policies.yaml:12:7 rules[3].when.lable: ...` */
function issueText(source: string, { path, message, line, column }: PolicyIssue): string {
  const place = line === undefined ? source : `${source}:${line}:${column ?? 1}`;
  return path.length === 0 ? `${place}: ${message}` : `${place} ${pathText(path)}: ${message}`;
}

/** `rules[3].when["principal.groups"]` */
function pathText(path: readonly (string | number)[]): string {
  return path
    .map((part, index) => {
      if (typeof part === 'number') return `[${part}]`;
      if (!/^[$\w-]+$/.test(part)) return `[${JSON.stringify(part.slice(0, 80))}]`;
      return index === 0 ? part : `.${part}`;
    })
    .join('');
}
