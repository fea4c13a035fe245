import { readFile } from 'node:fs/promises';
import { canaryCase, findCanaryFaults } from './find-canary-faults.ts';

// npm run canary: asks the release at CANARY_URL as whoever CANARY_TOKEN names; exits with 1 when it must not go on.
const { CANARY_URL: url = '', CANARY_TOKEN: token = '' } = process.env;
if (!URL.canParse(url) || token === '') {
  process.stderr.write('CANARY_URL must be the address of the release, and CANARY_TOKEN a token for it\n');
  process.exit(2);
}
const lines = (await readFile(new URL('./canary.jsonl', import.meta.url), 'utf8')).split('\n');
const cases = lines.filter((line) => line !== '').map((line) => canaryCase.parse(JSON.parse(line)));
const faults = await findCanaryFaults({ url, token, cases, timeoutMs: 30_000 });
process.stdout.write(faults.length === 0 ? `${cases.length} questions, no fault\n` : `${faults.join('\n')}\n`);
process.exitCode = faults.length === 0 ? 0 : 1;
