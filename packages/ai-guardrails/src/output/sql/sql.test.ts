import { testContext } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { createGuard } from '../../guard/guard.ts';
import type { Stage } from '../../rail/rail.ts';
import { sqlRail, type SqlRailOptions } from './sql.ts';

async function rulesOf(text: string, options?: SqlRailOptions, stage: Stage = 'output'): Promise<string[]> {
  const decision = await createGuard({ rails: [sqlRail(options)] }).check(text, { stage, context: testContext() });
  expect(decision.action).toBe(decision.findings.length > 0 ? 'block' : 'allow');
  return [...new Set(decision.findings.map(({ rule }) => rule))];
}

describe('sqlRail, statements', () => {
  it.each([
    ['SELECT 1; DROP TABLE users', 'stacked-query'],
    ['select 1;;select 2', 'stacked-query'],
    ["SELECT * FROM t WHERE a = 'x'; --", 'comment'],
    ['DROP TABLE users', 'statement'],
    ['  alter table t add c int', 'statement'],
    ['(delete from t)', 'statement'],
    ['WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x', 'statement'],
    ['with x as (select 1) delete from t', 'statement'],
    ['Here is your query: SELECT 1', 'statement'],
    ['EXEC xp_cmdshell "dir"', 'statement'],
    ['SELECT 1 -- and more', 'comment'],
    ['SELECT/**/1', 'comment'],
    ['SELECT 1 # x', 'comment'],
    ['SELECT pg_sleep(10)', 'dangerous-function'],
    ['SELECT SLEEP (5)', 'dangerous-function'],
    ["SELECT load_file('/etc/passwd')", 'dangerous-function'],
    ["SELECT pg_catalog.pg_read_file('x')", 'dangerous-function'],
    ["SELECT 1 INTO OUTFILE '/tmp/x'", 'file-access'],
    ["SELECT 'open", 'unclosed'],
    ['SELECT 1 /* open', 'unclosed'],
  ])('finds in %j: %s', async (text, rule) => expect(await rulesOf(text)).toContain(rule));

  it.each([
    'SELECT name, age FROM people WHERE age > 30 ORDER BY name LIMIT 10;',
    "select * from t where note = 'drop table; -- not ''code'''",
    'SELECT "drop", `delete`, [truncate] FROM t',
    'SELECT a FROM x UNION ALL SELECT b FROM y',
    'WITH x AS (SELECT 1 AS updated) SELECT * FROM x WHERE updated_at IS NOT NULL',
    "SELECT $$it's; drop$$",
    "SELECT CASE WHEN deleted THEN 'x' END FROM create_log",
    '',
  ])('lets %j pass', async (text) => expect(await rulesOf(text)).toEqual([]));

  it('takes other kinds of statements when they are allowed', async () => {
    const options = { allowedStatements: ['INSERT'] };
    expect(await rulesOf("INSERT INTO t VALUES ('x')", options)).toEqual([]);
    expect(await rulesOf('SELECT 1', options)).toEqual(['statement']);
    expect(() => sqlRail({ allowedStatements: ['drop table'] })).toThrow(/allowedStatements/);
  });

  it('reads the arguments of tools as they will be read', async () => {
    const text = JSON.stringify({ query: 'SELECT 1;\nDROP TABLE t', note: 'DROP by at noon; thanks' });
    expect(await rulesOf(text, { argumentNames: ['query'] }, 'tool-call')).toEqual(['stacked-query']);
    expect(
      await rulesOf(JSON.stringify({ query: 'SELECT 1', note: 'x; y' }), { argumentNames: ['query'] }, 'tool-call'),
    ).toEqual([]);
    expect(await rulesOf('{"query":"\\u0044ROP TABLE t"}', {}, 'tool-call')).toEqual(['statement']);
  });
});

describe('sqlRail, values', () => {
  const value: SqlRailOptions = { context: 'value' };

  it.each([
    ["x' OR '1'='1", 'tautology'],
    ["' or 1=1 --", 'tautology'],
    ['1 OR 1=1', 'tautology'],
    ["admin' --", 'comment-terminator'],
    ["admin'/*", 'comment-terminator'],
    ["admin'#", 'comment-terminator'],
    ['1 UNION SELECT password FROM users', 'union-select'],
    ["x' UNION/**/ALL/**/SELECT 1", 'union-select'],
    ["x'\tuNiOn\n(SELECT 1)", 'union-select'],
    ["x' /*!50000UNION*/ SELECT 1", 'union-select'],
    ["x'; DROP TABLE t", 'stacked-query'],
    ["x';EXEC('a')", 'stacked-query'],
    ["1' AND SLEEP(5)", 'dangerous-function'],
    ["1 WAITFOR DELAY '0:0:5'", 'dangerous-function'],
  ])('finds in %j: %s', async (text, rule) => expect(await rulesOf(text, value)).toContain(rule));

  it.each([
    "O'Brien",
    'rock & roll -- live',
    "it's 5 or 6",
    'select a union, drop by',
    'a=b',
    'Q1 / Q2 *',
    "'quoted' text",
    'call me; maybe',
  ])('lets %j pass', async (text) => expect(await rulesOf(text, value)).toEqual([]));

  it('is linear', async () => {
    for (const unit of ["' or ", '/*', 'union ', '; ', '(', "'"])
      await rulesOf(unit.repeat(90_000 / unit.length), value);
  });
});
