import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@org/ai-core';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { manifestFile, type BundleManifest } from '../bundle/manifest.ts';
import { verifyBundle } from '../bundle/verify-bundle.ts';
import { addModel } from '../import/add-model.ts';
import { writeModelFolder } from '../testing/write-model-folder.ts';
import { startTestMirror, type TestMirror } from './mirror.fixture.ts';
import { pullBundle, type PullBundleOptions } from './pull-bundle.ts';
import { signGet } from './sign-request.ts';

let root: string;
let files: Map<string, Uint8Array>;
let manifest: BundleManifest;
let mirror: TestMirror;
let directory: string;

/** A clock that does not wait between attempts. */
const hasty = {
  ...systemClock,
  sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(ms > 5_000 ? ms : 0, signal),
};

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'ai-pull-'));
  await writeModelFolder({ directory: join(root, 'source'), task: 'embedding', isExternal: true });
  const added = await addModel({ source: join(root, 'source'), directory: join(root, 'made') });
  ({ manifest } = added);
  files = new Map();
  for (const name of await readdir(added.directory)) files.set(name, await readFile(join(added.directory, name)));
});
afterAll(() => rm(root, { recursive: true, force: true }));
beforeEach(async () => {
  mirror = await startTestMirror(files);
  directory = await mkdtemp(join(root, 'to-'));
});
afterEach(() => mirror.close());

const pull = (rest: Partial<PullBundleOptions> = {}): ReturnType<typeof pullBundle> =>
  pullBundle({ url: mirror.url, fingerprint: manifest.digest, directory, clock: hasty, ...rest });

describe('pullBundle', () => {
  it('brings every byte of the bundle, says how far it is, and is done at once the second time', async () => {
    const seen: number[] = [];
    const pulled = await pull({ onProgress: (received) => seen.push(received) });
    await expect(verifyBundle(pulled.directory, { fingerprint: manifest.digest })).resolves.toEqual(manifest);
    expect(seen.at(-1)).toBe(Object.values(manifest.files).reduce((sum, { bytes }) => sum + bytes, 0));
    expect(await readdir(directory)).toEqual([manifest.digest.slice('sha256:'.length)]);
    const before = mirror.requests.length;
    await pull();
    expect(mirror.requests).toHaveLength(before);
  });

  it('goes on where a connection broke, at any byte', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(160_000), { maxLength: 6 }), fc.boolean(), async (cuts, hasRanges) => {
        mirror.cuts.splice(0, Infinity, ...cuts);
        mirror.hasRanges = hasRanges;
        const place = await mkdtemp(join(root, 'cut-'));
        const pulled = await pull({ directory: place }).catch(() => pull({ directory: place }));
        await expect(verifyBundle(pulled.directory, { fingerprint: manifest.digest })).resolves.toEqual(manifest);
      }),
      { numRuns: process.env['AI_LONG'] === '1' ? 150 : 25 },
    );
  }, 300_000);

  it('asks only for what is missing of a file that an earlier run began', async () => {
    const partial = join(directory, `.pulling-${manifest.digest.slice('sha256:'.length)}`);
    await mkdir(partial);
    await writeFile(join(partial, 'model.onnx_data'), files.get('model.onnx_data')?.subarray(0, 100_000) ?? '');
    await pull();
    expect(mirror.requests.find(({ path }) => path.endsWith('model.onnx_data'))?.range).toBe('bytes=100000-');
  });

  it('begins anew when what an earlier run left is of another file', async () => {
    const partial = join(directory, `.pulling-${manifest.digest.slice('sha256:'.length)}`);
    await mkdir(partial);
    await writeFile(join(partial, 'model.onnx_data'), new Uint8Array(100_000).fill(7));
    await writeFile(join(partial, 'model.onnx'), new Uint8Array(9_000_000));
    await expect(verifyBundle((await pull()).directory)).resolves.toEqual(manifest);
  });

  it.each([
    ['a changed byte', 'model.onnx', (content: Uint8Array) => content.with(40, (content[40] ?? 0) ^ 1)],
    ['a longer file', 'tokenizer.json', (content: Uint8Array) => Buffer.concat([content, Buffer.from('x')])],
    ['another manifest', manifestFile, (content: Uint8Array) => content.subarray(0, 40)],
  ])('keeps nothing of a bundle with %s', async (_, name, change) => {
    const original = files.get(name) ?? new Uint8Array();
    files.set(name, change(original));
    try {
      await expect(pull()).rejects.toMatchObject({ code: 'integrity', details: { file: name } });
      const left = await readdir(directory);
      expect(left.filter((each) => !each.startsWith('.pulling-'))).toEqual([]);
      for (const folder of left) expect(await readdir(join(directory, folder))).not.toContain(name);
    } finally {
      files.set(name, original);
    }
  });

  it('refuses another intact bundle than the one asked for, and to pull without a fingerprint', async () => {
    await expect(pull({ fingerprint: `sha256:${'0'.repeat(64)}` })).rejects.toMatchObject({ code: 'integrity' });
    for (const fingerprint of ['', 'latest', undefined as unknown as string])
      await expect(pull({ fingerprint })).rejects.toMatchObject({
        code: 'invalid-input',
        details: { field: 'fingerprint' },
      });
    expect(await readdir(directory)).toEqual([]);
  });

  it.each([
    ['no URL', 'here', 'no URL'],
    ['plain HTTP of another machine', 'http://models.example.com/tiny', 'https://'],
    ['a file', 'file:///etc', 'https://'],
    ['credentials', 'https://user:secret@models.example.com/tiny', 'user name'],
  ])('refuses %s, and does not repeat it', async (_, url, part) => {
    const attempt = pull({ url });
    await expect(attempt).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining(part === 'no URL' ? 'not a URL' : part),
    });
    await expect(attempt).rejects.not.toMatchObject({ message: expect.stringContaining('secret') });
  });

  it('tries again when the server is busy, and gives up on what will not change', async () => {
    let busy = 6;
    mirror.intercept = (_, response) => {
      if ((busy -= 1) < 0) return false;
      response.writeHead(503).end();
      return true;
    };
    await expect(pull()).rejects.toMatchObject({ code: 'upstream', isRetryable: true });
    busy = 0;
    let inFile = 2;
    mirror.intercept = (request, response) => {
      if (request.url?.endsWith(manifestFile) === true || (inFile -= 1) < 0) return false;
      response.writeHead(503).end();
      return true;
    };
    await expect(pull()).resolves.toBeDefined();
    for (const [status, code] of [
      [401, 'unauthenticated'],
      [403, 'forbidden'],
      [404, 'not-found'],
    ] as const) {
      mirror.intercept = (_, response) => {
        response.writeHead(status).end();
        return true;
      };
      await expect(pull({ directory: join(directory, String(status)) })).rejects.toMatchObject({ code });
    }
  });

  it('follows redirects within the mirror, and nowhere else', async () => {
    let hops = 1;
    mirror.intercept = (request, response) => {
      if ((hops -= 1) < 0) return false;
      response.writeHead(302, { location: `${request.url ?? ''}?moved=1` }).end();
      return true;
    };
    await expect(pull()).resolves.toBeDefined();
    const other = await startTestMirror(files);
    try {
      mirror.intercept = (_, response) => {
        response.writeHead(302, { location: `${other.url}/bundle.json` }).end();
        return true;
      };
      await expect(
        pull({ directory: join(directory, 'x'), headers: { authorization: 'Bearer secret' } }),
      ).rejects.toMatchObject({
        code: 'forbidden',
      });
      expect(other.requests).toEqual([]);
    } finally {
      await other.close();
    }
  });

  it('gives up a connection that has gone silent', async () => {
    mirror.intercept = () => true;
    await expect(pull({ idleMs: 20, clock: systemClock })).rejects.toMatchObject({ isRetryable: true });
  });

  it('stops when cancelled and goes on later', async () => {
    const caller = new AbortController();
    const attempt = pull({
      signal: caller.signal,
      onProgress: (received) => {
        if (received > 20_000) caller.abort();
      },
    });
    await expect(attempt).rejects.toMatchObject({ code: 'aborted' });
    await expect(verifyBundle((await pull()).directory)).resolves.toEqual(manifest);
  });

  it('lets two processes pull the same bundle: one pulls, the other is told', async () => {
    const both = await Promise.allSettled([pull(), pull()]);
    expect(both.map(({ status }) => status)).toContain('fulfilled');
    for (const result of both)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'conflict' });
  });

  it('sends headers and the query of its URL with every file', async () => {
    await pull({ url: `${mirror.url}?token=abc`, headers: { authorization: 'Bearer k' } });
    for (const { path, headers } of mirror.requests) {
      expect(path).toContain('?token=abc');
      expect(headers.authorization).toBe('Bearer k');
    }
  });
});

describe('requests to an S3-compatible store', () => {
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'made-for-this-test', region: 'eu-central-1' };

  it('are signed so that a server with the same keys comes to the same signature', async () => {
    let refused = 0;
    mirror.intercept = (request, response) => {
      const at = String(request.headers['x-amz-date']).replace(
        /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/,
        '$1-$2-$3T$4:$5:$6Z',
      );
      const url = new URL(request.url ?? '', `http://${String(request.headers.host)}`);
      if (signGet(url, credentials, new Date(at))['authorization'] === request.headers.authorization) return false;
      refused += 1;
      response.writeHead(403).end();
      return true;
    };
    await expect(pull({ credentials, url: `${mirror.url}?versionId=a b*c` })).resolves.toBeDefined();
    expect(refused).toBe(0);
    const wrong = { ...credentials, secretAccessKey: 'another' };
    await expect(pull({ credentials: wrong, directory: join(directory, 'x') })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  it('have the form of Signature Version 4', () => {
    const headers = signGet(
      new URL('https://bucket.s3.eu-central-1.amazonaws.com/a.bin'),
      { ...credentials, sessionToken: 't' },
      new Date(0),
    );
    expect(headers['x-amz-date']).toBe('19700101T000000Z');
    expect(headers['x-amz-security-token']).toBe('t');
    expect(headers['authorization']).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/19700101\/eu-central-1\/s3\/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token, Signature=[0-9a-f]{64}$/,
    );
  });
});
