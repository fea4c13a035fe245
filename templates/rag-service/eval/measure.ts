import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

// npm run measure: what one replica takes, on this machine and with the sample corpus, into deploy/measured.json.
// The requests and limits of deploy/kubernetes follow it. Linux alone: it reads /proc.
const [questions, concurrency] = [2_000, 16];
const root = fileURLToPath(new URL('..', import.meta.url));
const home = await mkdtemp(join(tmpdir(), 'rag-measure-'));
const { privateKey, publicKey } = await generateKeyPair('ES256');
await writeFile(join(home, 'jwks.json'), JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k' }] }));
const token = await new SignJWT({ tenant: 'lumen', groups: ['sales'] })
  .setProtectedHeader({ alg: 'ES256', kid: 'k' })
  .setIssuer('measure')
  .setAudience('measure')
  .setSubject('measure')
  .setExpirationTime('1 hour')
  .sign(privateKey);
const env = {
  PATH: process.env['PATH'],
  RAG_PORT: '0',
  RAG_INDEX_DIR: join(home, 'index'),
  JWT_ISSUER: 'measure',
  JWT_AUDIENCE: 'measure',
  JWT_JWKS_FILE: join(home, 'jwks.json'),
};
const node = (file: string, ...args: readonly string[]) =>
  spawn(process.execPath, [...process.execArgv, join(root, 'src', file), ...args], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });

const ingestion = node('ingest.ts', join(root, 'corpus'));
ingestion.stdout.resume();
await once(ingestion, 'exit');
const service = node('main.ts');
let output = '';
while (!output.includes('http://')) output += String((await once(service.stdout, 'data'))[0]);
service.stdout.resume();
const url = /http:\/\/[0-9.:]+/.exec(output)?.[0] ?? '';
const pid = service.pid ?? 0;

const ask = async (): Promise<number> => {
  const startedMs = performance.now();
  const response = await fetch(`${url}/v1/ask`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ question: 'Within how many days can a lamp be returned?' }),
  });
  const text = await response.text();
  if (!text.includes('"finish"')) throw new Error(`an answer failed: ${text.slice(0, 200)}`);
  return performance.now() - startedMs;
};
/** Seconds of processor time that the service has used, and the most memory that it has had. */
const used = async (): Promise<{ readonly cpuSeconds: number; readonly peakMiB: number }> => {
  const stat = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? [];
  const peak = /^VmHWM:\s+([0-9]+)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1];
  return { cpuSeconds: (Number(stat[11]) + Number(stat[12])) / 100, peakMiB: Number(peak) / 1_024 };
};

for (let warm = 0; warm < 100; warm++) await ask();
const before = await used();
const startedMs = performance.now();
const times: number[] = [];
let asked = 0;
await Promise.all(
  Array.from({ length: concurrency }, async () => {
    while (asked < questions) {
      asked++;
      times.push(await ask());
    }
  }),
);
const seconds = (performance.now() - startedMs) / 1_000;
const after = await used();
service.kill('SIGTERM');
await once(service, 'exit');
await rm(home, { recursive: true, force: true });

times.sort((a, b) => a - b);
const percentile = (share: number): number => Math.round(times[Math.floor(share * (times.length - 1))] ?? 0);
const measured = {
  command: 'npm run measure',
  date: new Date().toISOString().slice(0, 10),
  machine: `${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), Node ${process.version}`,
  model: 'extractive',
  questions,
  concurrency,
  answersPerSecond: Math.round(questions / seconds),
  cpuMsPerAnswer: Number((((after.cpuSeconds - before.cpuSeconds) * 1_000) / questions).toFixed(1)),
  peakMiB: Math.round(after.peakMiB),
  p50Ms: percentile(0.5),
  p99Ms: percentile(0.99),
};
await writeFile(join(root, 'deploy', 'measured.json'), `${JSON.stringify(measured, null, 2)}\n`);
process.stdout.write(`${JSON.stringify(measured)}\n`);
