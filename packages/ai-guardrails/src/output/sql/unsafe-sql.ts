import { sqlTokens, type SqlToken } from './sql-tokens.ts';

/** What is unsafe about a text on its way to a database. */
export interface UnsafeSql {
  readonly rule:
    | 'stacked-query'
    | 'statement'
    | 'comment'
    | 'dangerous-function'
    | 'file-access'
    | 'union-select'
    | 'tautology'
    | 'comment-terminator'
    | 'unclosed';
  readonly start: number;
  readonly end: number;
}

const statements: ReadonlySet<string> = new Set(
  'select insert update delete replace merge upsert drop alter create truncate rename grant revoke exec execute call do set use attach detach pragma copy load handler lock unlock shutdown kill begin commit rollback savepoint declare backup restore vacuum reindex analyze explain with values show describe desc prepare deallocate reset listen notify comment'.split(
    ' ',
  ),
);
const dangerous: ReadonlySet<string> = new Set(
  'sleep pg_sleep pg_sleep_for benchmark waitfor xp_cmdshell xp_dirtree xp_regread sp_executesql sp_oacreate sp_configure load_file pg_read_file pg_read_binary_file pg_ls_dir pg_terminate_backend lo_import lo_export dblink dblink_exec utl_http.request utl_inaddr.get_host_address dbms_pipe.receive_message dbms_lock.sleep dbms_ldap.init extractvalue updatexml load_extension randomblob writefile readfile edit openrowset opendatasource query_to_xml database_to_xml'.split(
    ' ',
  ),
);

/** A whole statement: one, of an allowed kind, without comments, and without functions that wait, read files or call out. */
export function unsafeStatement(sql: string, allowed: ReadonlySet<string>): readonly UnsafeSql[] {
  const found: UnsafeSql[] = [];
  const add = (rule: UnsafeSql['rule'], { start, end }: SqlToken): void => void found.push({ rule, start, end });
  let isFirst = true;
  let isOver = false;
  let depth = 0;
  let previous = '';
  for (const token of sqlTokens(sql)) {
    const { kind, text } = token;
    if (kind === 'comment') add('comment', token);
    else if (kind === 'open') add('unclosed', token);
    else if (isOver) {
      if (text !== ';') {
        add('stacked-query', token);
        break;
      }
    } else if (text === ';') isOver = true;
    else if (kind === 'word') {
      // Behind `with`, and in parentheses, another kind of statement may follow.
      const isStatement = isFirst || (writes.has(text) && (depth > 0 ? previous === '(' : previous === ')'));
      if (isStatement && statements.has(text) && !allowed.has(text)) add('statement', token);
      else if (isFirst && !statements.has(text)) add('statement', token);
      if (dangerous.has(text.replace(/^(?:pg_catalog|sys|dbo|master)\./, ''))) add('dangerous-function', token);
      if (previous === 'into' && /^(?:outfile|dumpfile)$/.test(text)) add('file-access', token);
      if (previous === 'select' && text === 'into' && !allowed.has('create')) add('statement', token);
    }
    if (text === '(') depth++;
    if (text === ')') depth--;
    isFirst &&= text === '(';
    previous = text;
  }
  return found;
}

const writes: ReadonlySet<string> = new Set('insert update delete merge drop alter create truncate'.split(' '));

const valueRules: readonly (readonly [UnsafeSql['rule'], RegExp])[] = [
  ['union-select', /\bunion (?:all |distinct )?\(?(?: )?select\b/],
  [
    'stacked-query',
    /; ?(?:select|insert|update|delete|merge|drop|alter|create|truncate|grant|revoke|exec|execute|call|declare|set|shutdown|copy|attach|waitfor)\b/,
  ],
  [
    'tautology',
    /['")`] ?\)?(?: )?(?:or|and|xor|\|\||&&) ?(?:not )?[('"`]?[\w.]{0,64}['"`]? ?(?:=|<>|!=|<|>|like\b|is\b|in\b|between\b)/,
  ],
  ['tautology', /\b(?:or|and|having|where) ?\(?(['"]?)(\w{1,32})\1 ?= ?\1\2\b/],
  ['comment-terminator', /['")`;] ?(?:--|#|\/\*)/],
  ['comment-terminator', /\w ?-- ?$/],
  [
    'dangerous-function',
    /\b(?:sleep|pg_sleep|benchmark|load_file|pg_read_file|xp_cmdshell|extractvalue|updatexml|load_extension|utl_http\.request) ?\(|\bwaitfor delay\b|\bxp_cmdshell\b/,
  ],
  ['file-access', /\binto (?:outfile|dumpfile)\b/],
];

/** A value that is put between quotes, or in place of a number: it must not break out of its place. */
export function unsafeValue(value: string): readonly UnsafeSql[] {
  // What databases pass over between words, so that no rule needs more than one blank.
  const plain = value
    .toLowerCase()
    .replace(/\/\*!?[0-9]{0,6}((?:(?!\*\/)[^/]){0,200})\*\//g, (_, inner: string) =>
      inner === '' ? '/**/' : ` ${inner} `,
    )
    .replaceAll('/**/', ' ')
    .replace(/[\s+\u00a0]+/g, ' ');
  const found: UnsafeSql[] = [];
  for (const [rule, pattern] of valueRules) {
    if (pattern.test(plain)) found.push({ rule, start: 0, end: value.length });
  }
  return found;
}
