import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { exportJWK, generateKeyPair, importJWK, SignJWT, type JWK } from 'jose';
import { developmentAudience, developmentIssuer } from './development.ts';

// npm run token: a token for work on this machine, signed with a key that is made here and stays here.
const folder = '.dev';
const algorithm = 'ES256';
const usage = `usage: npm run token -- [--tenant T] [--subject S] [--groups A,B] [--minutes N]

Makes a key pair and settings below ${folder}/, once, prints a token, and keeps it in ${folder}/token.
`;

process.exitCode = await run();

async function run(): Promise<number> {
  if (process.env['NODE_ENV'] === 'production') {
    process.stderr.write('npm run token is for development: NODE_ENV is production\n');
    return 2;
  }
  let minutes: number;
  let values;
  try {
    ({ values } = parseArgs({
      options: {
        tenant: { type: 'string', default: 'lumen' },
        subject: { type: 'string', default: 'developer' },
        groups: { type: 'string', default: '' },
        minutes: { type: 'string', default: '60' },
      },
    }));
    minutes = Number(values.minutes);
    if (!(minutes > 0 && minutes <= 1_440)) throw new RangeError('--minutes must be from 1 to 1440');
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : 'wrong usage'}\n${usage}`);
    return 2;
  }
  const key = await developmentKey();
  const token = await new SignJWT({ tenant: values.tenant, groups: values.groups.split(',').filter(Boolean) })
    .setProtectedHeader({ alg: algorithm, kid: key.kid ?? '', typ: 'at+jwt' })
    .setIssuer(developmentIssuer)
    .setAudience(developmentAudience)
    .setSubject(values.subject)
    .setIssuedAt()
    .setExpirationTime(`${minutes} minutes`)
    .sign(await importJWK(key, algorithm));
  process.stdout.write(`${token}\n`);
  await writeFile(`${folder}/token`, token, { mode: 0o600 });
  return 0;
}

/** The private key of this machine, made at the first call, with the key set and the settings of the service beside it. */
async function developmentKey(): Promise<JWK> {
  const file = `${folder}/private.jwk.json`;
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept !== undefined) return JSON.parse(kept) as JWK;
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  const about = { kid: crypto.randomUUID(), alg: algorithm, use: 'sig' };
  const key = { ...(await exportJWK(privateKey)), ...about };
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  const keys = { keys: [{ ...(await exportJWK(publicKey)), ...about }] };
  await writeFile(`${folder}/jwks.json`, `${JSON.stringify(keys)}\n`);
  const settings = [
    `JWT_ISSUER=${developmentIssuer}`,
    `JWT_AUDIENCE=${developmentAudience}`,
    `JWT_JWKS_FILE=${folder}/jwks.json`,
  ];
  await writeFile(`${folder}/env`, `${settings.join('\n')}\n`);
  // Last: with it the others are there.
  await writeFile(file, `${JSON.stringify(key)}\n`, { mode: 0o600 });
  process.stderr.write(`made ${folder}/: keys and settings for this machine alone; git leaves it out\n`);
  return key;
}
