import { testContext } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { createGuard } from '../guard/guard.ts';
import { languageRail, loadLanguageDetector, type LanguageRailOptions } from './language.ts';

async function check(text: string, options: Partial<LanguageRailOptions> = {}) {
  const guard = createGuard({ rails: [await languageRail({ allowed: ['en'], ...options })] });
  return guard.check(text, { stage: 'output', context: testContext() });
}

const english = 'The parcel was sent on Monday and should arrive within the next two days. ';
const german = 'Das Paket wurde am Montag verschickt und sollte in den nächsten zwei Tagen ankommen. ';
const french = 'Le colis a été envoyé lundi et devrait arriver dans les deux prochains jours. ';

describe('languageRail', () => {
  it.each([
    english,
    english + english,
    'Bonjour !',
    'OK',
    '',
    '```x = f(1)```',
    '12345 67890 --- ++++',
    'https://docs.example.com/das/paket/wurde/verschickt',
  ])('lets %j pass', async (text) => expect((await check(text)).action).toBe('allow'));

  it.each([
    german,
    french,
    'これは日本語の文章です。荷物は月曜日に発送され、二日以内に届くはずです。よろしくお願いいたします。',
  ])('blocks %j', async (text) => expect((await check(text)).action).toBe('block'));

  it('releases what stands before a sentence of another language, wherever it is cut', async () => {
    const text = english + german + english;
    const guard = createGuard({ rails: [await languageRail({ allowed: ['en'] })] });
    for (let at = 0; at <= text.length; at += 3) {
      const stream = guard.stream({ stage: 'output', context: testContext() });
      const released = (await stream.push(text.slice(0, at))) + (await stream.push(text.slice(at)));
      expect(released + (await stream.end()).text).toBe(english);
    }
  });

  it('takes several languages, and names the one that it found', async () => {
    expect((await check(german + french, { allowed: ['de', 'fr'] })).action).toBe('allow');
    const reported = await check(german, { action: 'report' });
    expect(reported).toMatchObject({ action: 'allow', findings: [{ rule: 'language-de', label: 'LANGUAGE' }] });
  });

  it('judges short sentences together with what stands before', async () => {
    const text = 'Das Paket ist da. Es wurde gestern gebracht. Wir danken sehr. Bis bald und viele Grüße.';
    expect((await check(text)).action).toBe('block');
  });

  it('says what to install when the peer is missing', async () => {
    const missing = (): Promise<never> => Promise.reject(new Error('Cannot find package'));
    await expect(loadLanguageDetector(missing)).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('npm install eld') as string,
    });
  });

  it.each([[[]], [['english']], [['EN']]])('refuses allowed %j', async (allowed) => {
    await expect(languageRail({ allowed })).rejects.toThrow(/two letters/);
  });
});
