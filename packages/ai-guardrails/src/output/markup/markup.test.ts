import { testContext } from '@org/ai-testing';
import { parse, parseFragment } from 'parse5';
import { describe, expect, it } from 'vitest';
import { createGuard } from '../../guard/guard.ts';
import { markupRail, type MarkupRailOptions } from './markup.ts';

async function screen(text: string, options?: MarkupRailOptions, chunks: readonly string[] = [text]): Promise<string> {
  const stream = createGuard({ rails: [markupRail(options)] }).stream({ stage: 'output', context: testContext() });
  let released = '';
  for (const chunk of chunks) released += await stream.push(chunk);
  return released + (await stream.end()).text;
}

interface Node {
  readonly nodeName: string;
  readonly attrs?: readonly { readonly name: string; readonly value: string }[];
  readonly childNodes?: readonly Node[];
  readonly content?: Node;
}

/** What a browser would run, as a parser of others sees it. */
function activeIn(text: string): string[] {
  const found: string[] = [];
  const visit = (node: Node): void => {
    if (/^(?:script|style|iframe|object|embed|form|base|meta|link|svg|math)$/.test(node.nodeName))
      found.push(node.nodeName);
    for (const { name, value } of node.attrs ?? []) {
      // eslint-disable-next-line no-control-regex -- what browsers strip from a URL
      const url = value.replace(/[\u0000-\u0020]/g, '').toLowerCase();
      if (name.startsWith('on') || name === 'srcdoc' || /^(?:javascript|vbscript|data:text|data:image\/svg)/.test(url))
        found.push(name);
    }
    for (const child of [...(node.childNodes ?? []), ...(node.content?.childNodes ?? [])]) visit(child);
  };
  visit(parse(text));
  visit(parseFragment(text));
  return found;
}

const unsafe: readonly string[] = [
  '<script>alert(1)</script>',
  '<SCRIPT src=//x></SCRIPT>',
  '<script>if (a < b) "</scrip>"</script >tail',
  '<script>never closed',
  '<<script></script>script>alert(1)</script>',
  '<style>p{background:url(x)}</style>',
  '<iframe src="/x"></iframe>',
  '<iframe srcdoc="<script>1</script>"></iframe>',
  '<object data="x"></object><embed src=x>',
  '<form action="/x"><input></form>',
  '<base href="/x"><meta http-equiv=refresh content=0><link rel=stylesheet href=x>',
  '<svg onload=alert(1)><script>1</script></svg>',
  '<math><mi xlink:href="javascript:1">x</mi></math>',
  '<img src=x onerror=alert(1)>',
  '<img src=x OnError = "alert(1)" alt=y>',
  '<img/src="x"/onerror=alert(1)>',
  '<img src=x <b onerror=alert(1)>',
  '<a x=< onclick=alert(1)>x</a>',
  '<a x=</ onclick=alert(1)>x</a>',
  '<a title=x" onclick=alert(1) c="">x</a>',
  "<a title='>' onclick='alert(1)'>x</a>",
  '<b onfocus=1 autofocus onblur=2>x</b>',
  '<a href="javascript:alert(1)">x</a>',
  '<a href=" java&#115;cript&colon;alert(1)">x</a>',
  '<a href="java\tscript:alert(1)">x</a>',
  '<a href="JAVASCRIPT:alert(1)">x</a>',
  '<a href="data:text/html,<script>1</script>">x</a>',
  '<img src="data:image/svg+xml,<svg onload=1>">',
  '<button formaction="javascript:1">x</button>',
  '<p srcdoc="x">y</p>',
  '<template><img src=x onerror=1></template>',
  '<noscript><p title="</noscript><img src=x onerror=1>"></noscript>',
  '<textarea><img title="</textarea><img src=x onerror=1>"></textarea>',
  '<!--><img src=x onerror=1>-->',
  `<img alt="${'x'.repeat(3000)}" onerror=1>`,
];

const safe: readonly string[] = [
  'a < b and c > d, List<string>, x<y>z',
  '<b>bold</b> <a href="/x" title="on time">y</a> <img src="a.png" alt="b"><br/>',
  '<a href="https://docs.example.com/javascript:x">y</a>',
  '<p style="color: red">x</p> <!-- note --> <table><tr><td>1</td></tr></table>',
  '<img src="data:image/png;base64,AAAA">',
  'once <on> only, script and style as words',
];

describe('markupRail', () => {
  it.each(unsafe)('leaves nothing to run of %j, wherever it is cut', async (text) => {
    expect(activeIn(text)).not.toEqual([]);
    const whole = await screen(text);
    expect(activeIn(whole)).toEqual([]);
    for (let at = 1; at < Math.min(text.length, 90); at++) {
      expect(await screen(text, {}, [text.slice(0, at), text.slice(at)])).toBe(whole);
    }
  });

  it.each(safe)('leaves %j alone', async (text) => expect(await screen(text)).toBe(text));

  it.each([
    ['a <script>x</script> b', 'a   b'],
    ['<p onclick="x" class="y">z</p>', '<p  class="y">z</p>'],
    ['<?php echo 1 ?> <%= 2 %> <!--#exec cmd="ls" -->', '&lt;?php echo 1 ?> &lt;%= 2 %> &lt;!--#exec cmd="ls" -->'],
  ])('strips %j to %j', async (text, output) => expect(await screen(text)).toBe(output));

  it('can block, with nothing of the tag released', async () => {
    expect(await screen('a <img onerror=x> b', { action: 'block' })).toBe('a ');
    expect(await screen('a <img onerror=x> b', { action: 'report' })).toBe('a <img onerror=x> b');
  });
});
