import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeFolder } from './support/folder.ts';
import { answerOf, program, type ProgramRun } from './support/program.ts';

const files = {
  'refunds.md': '# Refunds\r\n\r\nA refund above 500 EUR needs the approval of the support lead.\r\n',
  'depots/opening.txt': 'The depot at Linden Park opens at 06:15 on working days.\n',
  'page.html':
    '<html><head><title>Lockers</title></head><body><h1>Lockers</h1><p>A parcel locker keeps a parcel for nine days.</p></body></html>',
  'notes.adoc': '= Vans\n\nElectric vans are charged between 22:00 and 04:30.\n',
  'salaries.md':
    '---\ntitle: Salary bands\nacl:\n  allow: [group:people]\n---\nThe salary band of a dispatcher ends at 48,200 EUR.\n',
};

let corpus = '';
let index = '';

beforeAll(async () => {
  corpus = await makeFolder(files);
  index = join(await makeFolder(), 'state');
});

function ask(question: string, ...more: readonly string[]): Promise<ProgramRun> {
  return program(['--corpus', corpus, '--index', index, '--ask', question, ...more]);
}

describe('the command line', () => {
  it('prints one line of JSON with an answer, exact citations and what it did', async () => {
    const run = await ask('Who approves a refund above 500 EUR?', '--as', 'engineer', '--json');
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(/^\{.*\}\n$/);
    const answer = answerOf(run);
    expect(Object.keys(answer)).toEqual(
      expect.arrayContaining(['answer', 'citations', 'plan', 'decisions', 'usage', 'timings', 'isAnswered']),
    );
    expect(answer.answer).toContain('A refund above 500 EUR needs the approval of the support lead.');
    const [citation] = answer.citations;
    expect(citation).toMatchObject({ document: 'refunds.md', title: 'Refunds', trust: 'untrusted' });
    const text = await readFile(join(corpus, 'refunds.md'), 'utf8');
    expect(text.slice(citation!.start, citation!.end)).toBe(citation!.quote);
    expect(answer.answer).toContain('(untrusted source)');
  });

  it.each([
    ['depots/opening.txt', 'When does the depot at Linden Park open?', '06:15'],
    ['page.html', 'How long does a parcel locker keep a parcel?', 'nine days'],
    ['notes.adoc', 'When are electric vans charged?', '22:00'],
  ])('answers from %s', async (document, question, fact) => {
    const run = await ask(question, '--json');
    expect(answerOf(run).answer).toContain(fact);
    expect(answerOf(run).citations[0]?.document).toBe(document);
  });

  it('answers its owner and leaves no trace of a restricted document for others', async () => {
    const question = 'Where does the salary band of a dispatcher end?';
    const run = await ask(question, '--as', 'people', '--json');
    expect(answerOf(run).answer).toContain('48,200');
    for (const as of ['engineer', 'outsider', 'nurse']) {
      const denied = await ask(question, '--as', as, '--json');
      expect(answerOf(denied)).toMatchObject({
        isAnswered: false,
        answer: 'The documents do not answer this question.',
      });
      expect(denied.stdout + denied.stderr).not.toMatch(/salar(?:y|ies)\b.*band|48,200|salaries\.md/i);
      expect(answerOf(denied).plan.readableDocuments).toBe(as === 'engineer' ? 4 : 0);
    }
  });

  it('does the work once: an unchanged folder costs no embedding call, a changed file only itself', async () => {
    const state = join(await makeFolder(), 'state');
    const args = ['--corpus', corpus, '--index', state, '--ask', 'When are electric vans charged?'];
    const first = await program(args);
    expect(first.stderr).toContain('Documents: 5 added;');
    const again = await program(args);
    expect(again.stderr).toContain('Documents: 5 unchanged; 0 embedding calls.');
    expect(again.stdout).toBe(first.stdout);
  });

  it('says so when the documents do not answer', async () => {
    const run = await ask('Who painted the ceiling of the Sistine Chapel?');
    expect(run).toMatchObject({ code: 0, stdout: 'The documents do not answer this question.\n' });
  });

  it.each([
    [['--aks', 'x'], /--aks.*--ask, --as, --json, --corpus, --port, --index, --help/],
    [['--as', 'boss'], /no such principal.*engineer, finance.*researcher/],
    [['question'], /question.*--ask/],
    [['--ask', ' '], /--ask needs a question/],
    [['--json'], /--json goes with --ask/],
    [['--port', '99999'], /--port needs a number from 0 to 65535/],
    [['--corpus', '/nowhere/at-all', '--ask', 'x'], /--corpus: there is no folder at-all/],
  ])('refuses %j with a message that says what would do', async (argv, message) => {
    const run = await program(argv);
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toMatch(message);
  });

  it('names the variable that is wrong', async () => {
    const args = ['--corpus', corpus, '--index', index, '--ask', 'x'];
    const run = await program(args, { env: { OPENAI_BASE_URL: 'not a url' } });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('OPENAI_BASE_URL');
  });

  it('explains itself', async () => {
    const run = await program(['--help']);
    expect(run.code).toBe(0);
    for (const word of ['--ask', '--corpus', '--port', 'OPENAI_BASE_URL', 'outsider', 'Exit codes'])
      expect(run.stdout).toContain(word);
  });

  it('serves until it is stopped', async () => {
    const stop = new AbortController();
    const stdout = (text: string): void => {
      expect(text).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\n$/);
      stop.abort();
    };
    const run = await program(['--corpus', corpus, '--index', index], { signal: stop.signal, stdout });
    expect(run.code).toBe(0);
  });

  it('says which port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const port = String((other.address() as AddressInfo).port);
    const run = await program(['--corpus', corpus, '--index', index, '--port', port]);
    other.close();
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(`port ${port} is in use; choose another with --port`);
  });

  it('draws one line on a terminal', async () => {
    let drawn = '';
    const stderr = { isTTY: true, columns: 60, write: (text: string) => (drawn += text) };
    await program(['--corpus', corpus, '--index', index, '--ask', 'vans?'], { stderr });
    expect(drawn).toContain('\r\u001B[2K[');
    expect(drawn).toMatch(/\[=* *\] +\d+ % {2}Reading documents/);
  });

  it('exits with its code as a program of its own, and prints nothing but the answer on stdout', async () => {
    const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
    const run = promisify(execFile);
    const args = ['--conditions=@org/source', main];
    const { stdout } = await run(process.execPath, [...args, '--help']);
    expect(stdout).toContain('Exit codes');
    await expect(run(process.execPath, [...args, '--as', 'boss'])).rejects.toMatchObject({ code: 2, stdout: '' });
  });
});
