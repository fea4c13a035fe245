import { charactersOf } from '../secrets/alphabet.ts';
import { isAwsKeyId } from '../secrets/aws-key.ts';
import { base62Checksum } from '../secrets/base62-checksum.ts';
import { withBech32Checksum } from '../secrets/bech32.ts';
import type { KeyFormat } from '../secrets/key-format.ts';
import { providerKeys } from '../secrets/provider-keys.ts';
import { looksRandom } from '../secrets/randomness.ts';

/** A text that shows one secret. */
export interface SecretSample {
  readonly type: string;
  /** Stands where the sample may stand. */
  readonly text: string;
  /** What must not survive. */
  readonly secret: string;
}

/** A linear congruential generator: the same samples in every run. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

/** One made-up key of every format of a provider, from a seed. */
export function providerSamples(seed: number): readonly SecretSample[] {
  const random = createRandom(seed);
  return providerKeys().map((format) => {
    const secret = format.prefix + bodyOf(format, random);
    return { type: format.type, text: secret, secret };
  });
}

/** Secrets that no prefix gives away, in the texts that they stand in. */
export function namedSamples(seed: number): readonly SecretSample[] {
  const random = createRandom(seed);
  const token = (length: number): string => drawn(alphanumeric, length, random);
  const base64 = (text: string): string => btoa(text).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
  const password = `${token(5)}!${token(4)}7`;
  const jwt = `${base64('{"typ":"JWT","alg":"HS256"}')}.${base64(`{"sub":"${token(90)}"}`)}.${token(43)}`;
  const line = (): string => token(64);
  const armour = (kind: string, head = '', glue = '\n'): string =>
    [
      `-----BEGIN ${kind}-----`,
      ...(head === '' ? [] : [head]),
      line(),
      line(),
      line(),
      token(40),
      `-----END ${kind}-----`,
    ].join(glue);
  const sample = (type: string, secret: string, before: string, after = ''): SecretSample => {
    return { type, secret, text: before + secret + after };
  };
  const rsa = ['RSA', 'PRIVATE', 'KEY'].join(' ');
  const whole = (text: string): SecretSample => ({ type: 'PRIVATE_KEY', text, secret: text.slice(40, -40) });
  return [
    sample('JSON_WEB_TOKEN', jwt, ''),
    whole(armour(rsa)),
    whole(armour(['PRIVATE', 'KEY'].join(' '), '', '\\n')),
    whole(armour(['ENCRYPTED', 'PRIVATE', 'KEY'].join(' '), '', '\r\n')),
    whole(armour(rsa, 'Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00A1B2C3D4E5F607\n')),
    whole(armour(['PGP', 'PRIVATE', 'KEY', 'BLOCK'].join(' '), 'Version: GnuPG v2\n')),
    whole(armour(['OPENSSH', 'PRIVATE', 'KEY'].join(' '), '', ' \n')),
    sample('CONNECTION_PASSWORD', password, 'postgres://app:', '@db.internal:5432/orders'),
    sample('CONNECTION_PASSWORD', password, 'redis://:', '@cache:6379'),
    sample('CONNECTION_PASSWORD', password, 'jdbc:oracle:thin:scott/', '@host:1521:orcl'),
    sample('CONNECTION_PASSWORD', password, '"mongodb+srv:\\/\\/root:', '@cluster0.mongodb.net\\/x"'),
    sample('CONNECTION_PASSWORD', token(32), 'https://', '@git.example.net/x.git'),
    sample('PASSWORD', password, 'Server=sql1;User Id=sa;Password=', ';Encrypt=true'),
    sample('PASSWORD', `${password} ${token(3)}`, 'Data Source=x;Pwd=', ';'),
    sample('PASSWORD', password, 'jdbc:mysql://h/db?user=a&password=', '&useSSL=false'),
    sample(
      'AZURE_KEY',
      `${token(86)}==`,
      'DefaultEndpointsProtocol=https;AccountName=x;AccountKey=',
      ';EndpointSuffix=y',
    ),
    sample(
      'SECRET',
      `${token(20)}%2B${token(20)}%3D`,
      'https://x.blob.core.windows.net/c/b?sv=2022-11-02&sp=r&sig=',
      '&se=1',
    ),
    sample('AUTHORIZATION', token(24), 'Authorization: Bearer '),
    sample('AUTHORIZATION', btoa(`admin:${password}`), 'authorization: Basic '),
    sample('AUTHORIZATION', token(30), "curl -H 'Bearer ", "' x"),
    sample('COOKIE', token(26), 'Cookie: theme=dark; session=', '; lang=en\nNext'),
    sample('COOKIE', token(32), 'Set-Cookie: sid=', '; Path=/; HttpOnly'),
    sample('PASSWORD', password, 'DB_PASSWORD='),
    sample('PASSWORD', 'correcthorse', 'MYSQL_ROOT_PASSWORD='),
    sample('PASSWORD', password, '{"user": "ada", "password": "', '"}'),
    sample('PASSWORD', password, '{\\"password\\":\\"', '\\"}'),
    sample('PASSWORD', password, 'pwd: '),
    sample('PASSWORD', password, 'The password is ', '. Keep it.'),
    sample('PASSWORD', password, 'Das Passwort lautet '),
    sample('PASSWORD', password, "$config['db_password'] = '", "';"),
    sample('PASSWORD', password, '<password>', '</password>'),
    sample('PASSWORD', password, 'mysqldump --password ', ' --all'),
    sample('PASSWORD', password, 'tool --db-password=', ' x'),
    sample('API_KEY', token(28), 'api_key = "', '"'),
    sample('API_KEY', token(28), "apiKey: '", "',"),
    sample('API_KEY', token(32), 'X-Api-Key: '),
    sample('API_KEY', token(32), 'https://api.example.net/v1?api_key=', '&q=1'),
    sample('API_KEY', token(24), 'my API key is '),
    sample('TOKEN', token(40), 'export CLOUDFLARE_API_TOKEN='),
    sample('TOKEN', token(40), 'auth-token: '),
    sample('SECRET', token(40), 'client_secret=', '&grant_type=x'),
    sample('AWS_SECRET_KEY', `${token(19)}/${token(20)}`, 'aws_secret_access_key = '),
    sample('AWS_SECRET_KEY', `${token(19)}/${token(20)}`, '"SecretAccessKey": "', '"'),
    sample('TELEGRAM_TOKEN', `AA${token(33)}`, 'bot 123456789:'),
    sample('DISCORD_TOKEN', `${base64('123456789012345678')}.G${token(5)}.${token(38)}`, ''),
    sample('AWS_SECRET_KEY', `${token(19)}/${token(20)}`, ['AK', 'IAIBCDEFGH2J4K6L7M,'].join('')),
    sample('TERRAFORM_TOKEN', token(67), `${token(14)}.atlasv1.`),
  ];
}

const alphanumeric = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

function bodyOf(format: KeyFormat, random: () => number): string {
  const { type, prefix, alphabet, least } = format;
  if (type === 'AGE_KEY') {
    return withBech32Checksum('age-secret-key-', drawn('qpzry9x8gf2tvdw0s3jn54khce6mua7l', 52, random)).toUpperCase();
  }
  if (format.checksum !== undefined) {
    const body = drawn(alphanumeric, 30, random);
    return body + base62Checksum(body);
  }
  const cut = cuts[type];
  const joint = prefix === 'github_pat_' ? '_' : '.';
  const characters =
    cut === undefined || (type === 'GITHUB_TOKEN' && joint === '.')
      ? charactersOf(alphabet).replace(/[_./+=-]/g, '')
      : alphanumeric;
  for (;;) {
    let body = drawn(characters, least, random);
    if (type === 'AIRTABLE_TOKEN') body = `${drawn(alphanumeric, 14, random)}.${drawn('0123456789abcdef', 64, random)}`;
    else if (cut !== undefined && characters === alphanumeric) body = body.slice(0, cut) + joint + body.slice(cut + 1);
    if (type === 'AWS_ACCESS_KEY_ID' && !isAwsKeyId(body)) continue;
    if (looksRandom(body)) return body;
  }
}

const cuts: Readonly<Record<string, number>> = { GITHUB_TOKEN: 22, SENDGRID_KEY: 22, AIRTABLE_TOKEN: 14 };

function drawn(characters: string, length: number, random: () => number): string {
  for (;;) {
    const text = Array.from({ length }, () => characters.charAt(Math.floor(random() * characters.length))).join('');
    if (length < 12 || looksRandom(text)) return text;
  }
}
