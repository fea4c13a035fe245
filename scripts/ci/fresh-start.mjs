// The first command of the README on a fresh machine: a new clone, an empty home folder, nothing installed. Asks as a newcomer would, and looks at what comes out.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const place = mkdtempSync(join(tmpdir(), 'ai-fresh-'));
const clone = join(place, 'clone');
const problems = [];

try {
  run('git', ['clone', '--quiet', root, clone], place);
  const showcase = ask(['What must an evaluation report contain before a release?', '--as', 'engineer']);
  expect('the handbook question is answered', showcase.isAnswered && showcase.citations.length > 0);
  expect(
    'its citation is of the handbook',
    showcase.citations.some(({ document }) => document.startsWith('docs/standards/')),
  );

  const restricted = 'How much money does the Tidewater programme need over four years?';
  const owner = ask([restricted, '--as', 'director']);
  expect(
    'a restricted question is answered for its owner',
    owner.isAnswered && owner.citations.some(({ document }) => document.includes('leadership')),
  );
  const source = owner.citations[0]?.document ?? 'nothing was cited';
  const outsider = ask([restricted, '--as', 'outsider']);
  const trace = JSON.stringify(outsider);
  expect(
    'the outsider sees no trace of it',
    !trace.includes(source) && !owner.citations.some(({ quote }) => trace.includes(quote)),
  );

  const folder = join(place, 'documents');
  mkdirSync(folder);
  writeFileSync(
    join(folder, 'kiln.md'),
    '# Kiln\n\nThe small kiln reaches 1240 degrees and is unloaded after eleven hours of cooling.\n',
  );
  writeFileSync(join(folder, 'picture.png'), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0]));
  const own = ask(['How long does the small kiln cool before it is unloaded?', '--corpus', folder]);
  expect("a folder of one's own is answered from", own.answer.includes('eleven hours'));
  expect(
    'its citation is exact',
    own.citations.every(({ document, quote }) => document === 'kiln.md' && quote.includes('eleven hours')),
  );
  const absent = ask(['Who won the regional chess tournament?', '--corpus', folder]);
  expect('what the folder does not hold is not invented', !absent.isAnswered && absent.citations.length === 0);

  expect('npm start prints a URL that serves the page', await servesPage());
} catch (error) {
  problems.push(error.message);
} finally {
  rmSync(place, { recursive: true, force: true });
}
for (const problem of problems) console.error(`FAILED ${problem}`);
process.exitCode = problems.length > 0 ? 1 : 0;

/** What a fresh machine has: its own settings, but no caches, and no tool chain of this checkout on the path. */
function environment() {
  const plain = (process.env.PATH ?? '')
    .split(':')
    .filter((folder) => !folder.includes('node_modules') && !folder.startsWith(root));
  const settings =
    /^(npm_config_(cache|prefix)$|npm_(package|lifecycle|node|execpath|command)|AI_|XDG_|PNPM_|INIT_CWD$|CI$)/;
  const kept = Object.entries(process.env).filter(([name]) => !settings.test(name));
  return { ...Object.fromEntries(kept), PATH: plain.join(':'), HOME: join(place, 'home') };
}

function run(command, args, cwd) {
  const result = spawnSync(command, args, {
    cwd,
    env: environment(),
    encoding: 'utf8',
    maxBuffer: 64 * 2 ** 20,
    timeout: 600_000,
  });
  if (result.status !== 0)
    throw new Error(`${command} ${args.join(' ')} exited with ${result.status}\n${result.stderr?.slice(-4000)}`);
  return result.stdout;
}

function ask(args) {
  const output = run('npm', ['start', '--silent', '--', '--ask', ...args, '--json'], clone);
  return JSON.parse(output.split('\n').find((line) => line.startsWith('{')) ?? 'null');
}

function expect(what, holds) {
  console.log(`${holds ? 'ok    ' : 'FAILED'} ${what}`);
  if (!holds) problems.push(what);
}

function servesPage() {
  return new Promise((resolve) => {
    const child = spawn('npm', ['start', '--silent'], {
      cwd: clone,
      env: environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let output = '';
    const stop = (result) => {
      clearTimeout(timer);
      process.kill(-child.pid, 'SIGINT');
      resolve(result);
    };
    const timer = setTimeout(() => stop(false), 120_000);
    const onData = async (chunk) => {
      const before = output;
      output += String(chunk);
      const url = /http:\/\/127\.0\.0\.1:\d+\S*/.exec(output)?.[0];
      if (url === undefined || /http:\/\/127\.0\.0\.1:\d+\S*/.test(before)) return;
      const response = await fetch(url).catch(() => undefined);
      stop(response?.status === 200 && (await response.text()).includes('<html'));
    };
    child.stdout.on('data', onData);
    child.stderr.on('data', onData);
  });
}
