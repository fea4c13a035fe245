import { describe, expect, it } from 'vitest';
import type { Body, NoBody } from './body.ts';
import { bodyLimits } from './body-limits.fixture.ts';
import { extractBody } from './extract-body.ts';

const german =
  'Rückerstattungen über 500 Euro müssen von der Geschäftsführung geprüft werden. Größere Beträge brauchen zwei Unterschriften.';
const russian = 'Возврат средств свыше пятисот евро должен быть одобрен руководителем финансового отдела.';

async function extract(bytes: Iterable<number>, mediaType = 'text/plain'): Promise<Body | NoBody> {
  return extractBody(Uint8Array.from(bytes), mediaType, bodyLimits());
}

/** Encodes by trying what each byte means. */
function encode(text: string, encoding: string): readonly number[] {
  const decoder = new TextDecoder(encoding);
  const bytes = new Map(Array.from({ length: 256 }, (_, byte) => [decoder.decode(Uint8Array.of(byte)), byte]));
  return Array.from(text, (character) => {
    const byte = bytes.get(character);
    if (byte === undefined) throw new Error(`no byte for ${character}`);
    return byte;
  });
}

function encodeWide(text: string, isLittle: boolean): readonly number[] {
  return Array.from({ length: text.length }, (_, at) => text.charCodeAt(at)).flatMap((unit) =>
    isLittle ? [unit & 255, unit >> 8] : [unit >> 8, unit & 255],
  );
}

describe('text is read in', () => {
  it.each([
    ['UTF-8 with its mark', [0xef, 0xbb, 0xbf, ...Buffer.from(german)], `\uFEFF${german}`],
    ['UTF-16, little end first', encodeWide(`\uFEFF${german}`, true), `\uFEFF${german}`],
    ['UTF-16, big end first', encodeWide(`\uFEFF${russian}`, false), `\uFEFF${russian}`],
    ['UTF-16 without its mark', encodeWide(russian, true), russian],
    ['UTF-16 without its mark, big end first', encodeWide(german, false), german],
  ])('%s', async (_name, bytes, text) => {
    expect(await extract(bytes)).toMatchObject({ text, problems: [] });
  });

  it.each([
    ['windows-1252', `${german} Das „gilt“ ab 500 €.`],
    ['windows-1252', 'Müller'],
    ['windows-1251', russian],
    ['koi8-r', russian],
    ['iso-8859-2', 'Zwrot powyżej pięciuset euro musi zostać zatwierdzony przez dyrektora finansowego spółki.'],
  ])('%s, and reported: %s', async (encoding, text) => {
    const body = await extract(encode(text, encoding));
    expect(body).toMatchObject({ text, problems: [{ code: 'guessed-encoding' }] });
  });

  it.each([
    [
      'EUC-JP',
      'b8dec9b4a5e6a1bca5eda4f2c4b6a4a8a4ebcad6b6e2a4cfbae2ccb3c9f4c4b9a4cebeb5c7a7a4acc9accdd7a4c7a4b9a1a3cee3b3b0a4cfa4a2a4eaa4dea4bba4f3a1a3',
    ],
    [
      'ISO-2022-JP',
      '1b2442385e49342566213c256d247244362428246b4a563662244f3a624c3349744439244e3e354727242c492c4d572447243921234e633330244f2422246a245e243b247321231b2842',
    ],
    [
      'Shift_JIS',
      '8cdc95538386815b838d82f092b482a682e995d48be082cd8de096b1959492b782cc8fb3944682aa954b977682c582b7814297e18a4f82cd82a082e882dc82b982f18142',
    ],
  ])('%s', async (_name, hex) => {
    const text = '五百ユーロを超える返金は財務部長の承認が必要です。例外はありません。';
    expect(await extract(Buffer.from(hex, 'hex'))).toMatchObject({ text, problems: [{ code: 'guessed-encoding' }] });
  });

  it('what an HTML page declares', async () => {
    const page = `<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1251"></head><body><p>${russian}</p></body></html>`;
    expect(await extract(encode(page, 'windows-1251'), 'text/html')).toMatchObject({
      text: `${russian}\n`,
      problems: [],
    });
  });

  it('its encoding also where the first such character stands far behind', async () => {
    const text = `${'Plain words in a row. '.repeat(10_000)}${german}`;
    expect(await extract(encode(text, 'windows-1252'))).toMatchObject({ text });
  });
});

describe('bytes that are no text with confidence are refused', () => {
  it.each([
    [
      'noise',
      Array.from({ length: 2_000 }, (_, index) => ((index * 7_919 + index * index * 31) % 255) + 1),
      'unknown-encoding',
    ],
    ['two bytes in turn', Array.from({ length: 400 }, (_, index) => (index % 2 === 0 ? 0xe4 : 65)), 'unknown-encoding'],
    // One encoding fits, and with 11 of 100.
    [
      'letters at random',
      Buffer.from(
        'fcdb206f7a676fddb0e720d867fed9a967dfdfcfc3f1ed66d9b0e163776eaacdc16fc1d570206c75ccbdd363aa6c73d07262fd',
        'hex',
      ),
      'unknown-encoding',
    ],
    // Two encodings fit equally well.
    ['what may be of two languages', Buffer.from('20dd63747320f7637ae4a420', 'hex'), 'unknown-encoding'],
    ['zeros', [72, 0, 1, 2], 'binary'],
    ['UTF-32', [0xff, 0xfe, 0, 0, 65, 0, 0, 0, 66, 0, 0, 0], 'binary'],
    ['half a UTF-16 character without a mark', [...encodeWide(german, true), 65], 'binary'],
  ])('%s', async (_name, bytes, reason) => {
    expect(await extract(bytes)).toMatchObject({ reason });
  });
});

describe('access rules in an encoding that is uncertain', () => {
  const front = (group: string): string => `---\nacl:\n  allow: [tenant]\n  deny: ["group:${group}"]\n---\n${german}\n`;

  it('let nobody in when a name may have been read wrongly', async () => {
    const body = await extract(encode(front('führung'), 'windows-1252'), 'text/markdown');
    expect(body).toMatchObject({ metadata: [{ acl: { allow: [] }, problems: [{ code: 'acl-invalid' }] }] });
    const broken = Buffer.concat([Buffer.from(front('f')), Uint8Array.of(0xff)]);
    const at = broken.indexOf('group:f') + 'group:'.length;
    broken[at] = 0xfc;
    expect(await extract(broken, 'text/markdown')).toMatchObject({ metadata: [{ acl: { allow: [] } }] });
  });

  it('hold when they are plain', async () => {
    const body = await extract(encode(front('leads'), 'windows-1252'), 'text/markdown');
    expect(body).toMatchObject({ metadata: [{ acl: { allow: ['tenant'], deny: ['group:leads'] }, problems: [] }] });
  });
});
