import { BlockList, isIP } from 'node:net';
import { testContext } from '@org/ai-testing';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmAutolinkLiteralFromMarkdown } from 'mdast-util-gfm-autolink-literal';
import { gfmAutolinkLiteral } from 'micromark-extension-gfm-autolink-literal';
import { parse, parseFragment } from 'parse5';
import { describe, expect, it } from 'vitest';
import { createGuard } from '../guard/guard.ts';
import type { Rail, Stage } from '../rail/rail.ts';
import { evasions, harmless, harmlessValues, privateHosts, toolValues } from '../testing/egress-samples.ts';
import { createAllowList, soundRules, type HostRules } from './allow-list.ts';
import { egressRail, egressRailOf } from './egress.ts';

const allowedHosts = ['docs.example.com', '*.ok.test', 'dev.test:8443'];
async function screen(rail: Rail, text: string, stage: Stage = 'output'): Promise<string> {
  const decision = await createGuard({ rails: [rail] }).check(text, { stage, context: testContext() });
  return decision.action === 'redact' ? decision.text : text;
}

interface Node {
  readonly type?: string;
  readonly url?: string;
  readonly value?: string;
  readonly nodeName?: string;
  readonly attrs?: readonly { readonly name: string; readonly value: string }[];
  readonly childNodes?: readonly Node[];
  readonly children?: readonly Node[];
  readonly content?: Node;
}

const fetching = /^(?:src|href|action|formaction|poster|background|data|ping|cite|lowsrc|attributionsrc|manifest)$/;

/** Every URL that a browser would follow or fetch, and every script, as two parsers of others see them. */
function urlsOf(text: string): string[] {
  const urls: string[] = [];
  const css = (style: string): void => {
    if (/@import|url\(|image-set|\\/i.test(style)) urls.push('style:x');
  };
  const html = (node: Node): void => {
    if (/^(?:script|style|iframe|base|meta|form)$/.test(node.nodeName ?? '')) urls.push('active:x');
    for (const { name, value } of node.attrs ?? []) {
      if (fetching.test(name)) urls.push(value);
      if (name === 'srcset') urls.push(...value.split(',').map((one) => one.trim().split(/\s/)[0]!));
      if (name === 'style') css(value);
      if (name.startsWith('on')) urls.push('script:x');
    }
    for (const child of [...(node.childNodes ?? []), ...(node.content?.childNodes ?? [])]) html(child);
  };
  const markdown = (node: Node): void => {
    if (node.url !== undefined) urls.push(node.url);
    if (node.type === 'html') html(parseFragment(node.value ?? ''));
    for (const child of node.children ?? []) markdown(child);
  };
  html(parse(text));
  html(parseFragment(text));
  const extensions = [gfmAutolinkLiteral()];
  markdown(fromMarkdown(text, { extensions, mdastExtensions: [gfmAutolinkLiteralFromMarkdown()] }));
  return urls;
}

const blocks = new BlockList();
for (const [net, size] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  blocks.addSubnet(net, size);
for (const [net, size] of [
  ['::', 96],
  ['::ffff:0:0:0', 96],
  ['64:ff9b::', 32],
  ['2001::', 32],
  ['2002:7f00::', 24],
  ['fc00::', 7],
  ['fe80::', 9],
  ['ff00::', 8],
] as const)
  blocks.addSubnet(net, size, 'ipv6');

function isOutside(link: string, isHostAllowed: (url: URL) => boolean): boolean {
  if (link === '' || !URL.canParse(link, 'https://site.invalid/p/')) return false;
  const url = new URL(link, 'https://site.invalid/p/');
  if (url.host === 'site.invalid') return false;
  return !/^https?:$/.test(url.protocol) || url.username !== '' || !isHostAllowed(url);
}

const isListed = ({ host }: URL): boolean =>
  /^docs\.example\.com\.?$/.test(host) || /^(?!xn--)[a-z0-9.-]+\.ok\.test$/.test(host) || host === 'dev.test:8443';
const isPublic = ({ hostname }: URL): boolean => {
  const host = hostname.replace(/^\[|\]$|\.$/g, '');
  const kind = isIP(host);
  if (kind > 0) return !blocks.check(host, kind === 6 ? 'ipv6' : 'ipv4');
  return host.includes('.') && !/(?:localhost|local|internal|lan|home\.arpa)$/.test(host);
};

function outside(text: string, isHostAllowed: (url: URL) => boolean = isListed): string[] {
  return urlsOf(text).filter((link) => isOutside(link, isHostAllowed));
}

const rail = egressRail({ allowedHosts });
const open = egressRail({ allowedHosts: ['*'] });

/** Names what survives of a text, if anything. */
async function survivor(subject: Rail, text: string): Promise<string | undefined> {
  const released = await screen(subject, text);
  if (outside(text).length === 0) return released === text || released.includes('evil.') ? released : undefined;
  return outside(released).length > 0 ? released : undefined;
}

describe('egress: nothing of what leads outside survives', () => {
  it('is held to at least 150 evasions', () => {
    expect(new Set([...evasions, ...privateHosts, ...toolValues]).size).toBeGreaterThan(250);
    expect(evasions.length).toBeGreaterThan(150);
  });

  it.each(evasions)('%j', async (text) => {
    expect(await survivor(rail, text)).toBeUndefined();
    expect(await survivor(rail, `Lorem ipsum.\n\n${text}\n\ndolor`)).toBeUndefined();
  });

  it.each(privateHosts)('private although every public host is allowed: %s', async (host) => {
    for (const text of [`[x](http://${host}/a)`, `![x](https://${host})`, `<a href="//${host}/">x</a>`]) {
      expect(outside(text, isPublic)).not.toEqual([]);
      expect(outside(await screen(open, text), isPublic)).toEqual([]);
    }
    expect(await screen(open, `http://${host}/a`)).toMatch(/^\[link removed\]/);
  });

  it.each(toolValues)('in the arguments of a tool: %s', async (value) => {
    const released = await screen(rail, `{"a": 1, "value": ${value}}`, 'tool-call');
    expect(JSON.parse(released)).toMatchObject({ a: 1 });
    expect(released).not.toMatch(/evil|passwd"|169|10\.0|::1|data:/);
    expect(await screen(rail, `{"value":${value}}`, 'tool-call')).toContain('removed]');
  });
});

it('releases the same text of an evasion wherever it is cut', async () => {
  const cases = [
    ...evasions.map((text) => ['output', text] as const),
    ...toolValues.map((text) => ['tool-call', text] as const),
  ];
  const guard = createGuard({ rails: [rail] });
  for (const [stage, text] of cases.filter(([, text]) => text.length < 120)) {
    const whole = await screen(rail, text, stage);
    for (let at = 1; at < text.length; at++) {
      const stream = guard.stream({ stage, context: testContext() });
      const head = (await stream.push(text.slice(0, at))) + (await stream.push(text.slice(at)));
      expect(head + (await stream.end()).text).toBe(whole);
    }
  }
});

describe('egress: what stays inside stays as it is', () => {
  it('is held to at least 40 texts', () => expect(harmless.length).toBeGreaterThanOrEqual(40));

  it.each(harmless)('%j', async (text) => expect(await screen(rail, text)).toBe(text));

  it.each(harmlessValues)('in the arguments of a tool: %s', async (value) => {
    const text = `{"value": ${value}, "b":${value}}`;
    expect(await screen(rail, text, 'tool-call')).toBe(text);
  });

  it('lets public hosts pass a wildcard, and private ones that are listed literally', async () => {
    const text =
      'https://example.org/a http://8.8.8.8/ https://[2606:4700::1111]/ http://localhost:3000/x http://10.0.0.5/';
    const listed = egressRail({ allowedHosts: ['*'], allowedPrivateHosts: ['localhost:3000', '10.0.0.5'] });
    expect(await screen(listed, text)).toBe(text);
    expect(await screen(listed, 'http://localhost:3001/ http://10.0.0.6/')).toBe('[link removed] [link removed]');
  });

  it.each(['https://a.test', 'a.test/x', 'a b', 'u@a.test', '*.1.2.3.4', ''])('refuses the entry %j', (entry) => {
    expect(() => egressRail({ allowedHosts: [entry] })).toThrow(/host names/);
  });

  it('refuses a private entry in the list of public ones', () => {
    expect(() => egressRail({ allowedHosts: ['192.168.1.1'] })).toThrow(/allowedPrivateHosts/);
  });
});

describe('a planted fault is found', () => {
  const faults: Readonly<Record<string, Partial<HostRules>>> = {
    'a domain is matched by its suffix': { isBelow: (host, domain) => host.endsWith(domain) },
    'user information is ignored': {
      urlOf: (url) => ({ hostname: /^https?:\/\/+([^/?#:@]*)/i.exec(url)?.[1] ?? '', port: '' }),
    },
    'schemes are told apart by case': { schemeOf: (url) => /^([a-z][a-z0-9+.-]*):/.exec(url)?.[1] },
    'private addresses are allowed': { isPrivate: () => false },
  };

  it.each(Object.entries(faults))('%s', async (_, fault) => {
    const rules = { ...soundRules, ...fault };
    const faulty = egressRailOf({}, createAllowList({ allowedHosts }, rules));
    const all = egressRailOf({}, createAllowList({ allowedHosts: ['*'] }, rules));
    const survivors: unknown[] = [];
    for (const text of evasions) survivors.push(await survivor(faulty, text));
    for (const host of privateHosts) survivors.push(outside(await screen(all, `[x](http://${host}/a)`), isPublic)[0]);
    expect(survivors.some((one) => one !== undefined)).toBe(true);
  });
});
