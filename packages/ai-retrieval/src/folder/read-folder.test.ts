import { symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { skips, useFolder } from './folder.fixture.ts';
import { readFolder } from './read-folder.ts';

const folder = useFolder();
const { put, read, readOne } = folder;

describe('documents', () => {
  it('keeps the text of a file as it is: front matter, byte order mark and line breaks', async () => {
    const text =
      '\uFEFF---\r\ntitle: Refunds\r\nacl:\r\n  allow: [group:support, tenant]\r\n  deny: [user:contractor]\r\ntags: [a]\r\n---\r\n# Refunds\r\n\r\nText.\r\n';
    await put('policies/refunds.md', text);
    const { document, problems } = await readOne({ idPrefix: 'corpus/' });
    expect(document).toMatchObject({
      id: 'corpus/policies/refunds.md',
      tenant: 't',
      mediaType: 'text/markdown',
      text,
      title: 'Refunds',
      acl: { allow: ['group:support', 'tenant'], deny: ['user:contractor'] },
      metadata: { trust: 'untrusted' },
    });
    expect(problems).toEqual([]);
  });

  it.each([
    ['[{ attribute: region, oneOf: [eu, uk] }, { attribute: clearance, atLeast: 3 }]', true],
    ['[]', true],
    ['[{ attribute: region, oneof: [eu] }]', false],
    ['[{ attribute: clearance, atLeast: "3" }]', false],
    ['[{ attribute: clearance, atLeast: -1 }]', false],
    ['[region]', false],
    ['{ attribute: region, oneOf: [eu] }', false],
    ['[{ attribute: region, oneOf: [eu], allow: [public] }]', false],
  ])('reads the conditions %s, or closes the document', async (require, isRead) => {
    await put('a.md', `---\nacl:\n  allow: [tenant]\n  require: ${require}\n---\nText.\n`);
    const { document, problems } = await readOne();
    expect(document.acl.allow).toEqual(isRead ? ['tenant'] : []);
    expect(document.acl.require?.length ?? 0).toBe(isRead && require !== '[]' ? 2 : 0);
    expect(problems.map(({ code }) => code)).toEqual(isRead ? [] : ['acl-invalid']);
  });

  it('takes title and access from a sidecar, and does not read it as a document', async () => {
    await put('a.txt', 'Plain words.');
    await put('a.txt.meta.yaml', 'title: A\nacl:\n  allow: [public]\n');
    const items = await read();
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ kind: 'document', document: { title: 'A', acl: { allow: ['public'] } } });
  });

  it('extracts what a reader of a page sees', async () => {
    await put(
      'page.html',
      `<!doctype html><html><head><title>Depot rules</title><style>p{}</style></head><body><nav>Home</nav><h1>Depot</h1><!-- comment -->
       <p>First   <b>bold</b>.</p><p hidden>gone</p><p style="display:none">gone</p><div aria-hidden="true">gone</div><script>gone()</script><noscript>gone</noscript>
       <template>gone</template><ul><li>One</li><li>Two<ol><li>sub</li></ol></li></ul><table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2|3</td></tr></table>
       <pre>x  y\n  z</pre><footer>foot</footer></body></html>`,
    );
    const { document } = await readOne();
    expect(document.title).toBe('Depot rules');
    expect(document.text).toBe(
      '# Depot\n\nFirst bold.\n\n- One\n- Two\n  1. sub\n\n| A | B |\n| --- | --- |\n| 1 | 2/3 |\n\n```\nx  y\n  z\n```\n',
    );
  });

  it('keeps other keys of front matter and sidecar for filters, the sidecar last, and never trust', async () => {
    const nested = 'deep: {a: 1}\nmixed: [1, {b: 2}]\nnothing:\n__proto__: [x]';
    await put('a.md', `---\ntags: [travel, 7]\nyear: 2026\ndue: 2026-03-01\nis_draft: false\n${nested}\n---\ntext`);
    await put('a.md.meta.yaml', 'year: 2027\ntrust: trusted\nsubjects: [ann]');
    const { metadata } = (await readOne()).document;
    expect(metadata).toEqual({
      tags: ['travel', 7],
      year: 2027,
      due: '2026-03-01',
      is_draft: false,
      subjects: ['ann'],
      trust: 'untrusted',
    });
    expect(Object.getPrototypeOf(metadata)).toBe(Object.prototype);
  });

  it('keeps no more of them than fits: front matter is no place for documents', async () => {
    const many = Array.from({ length: 100 }, (_, index) => `k${String(index)}: v`).join('\n');
    await put('a.md', `---\n${many}\n---\ntext`);
    expect(Object.keys((await readOne()).document.metadata ?? {})).toHaveLength(65);
    await put('a.md', `---\nlong: ${'x'.repeat(9_000)}\n---\ntext`);
    expect((await readOne()).document.metadata).toEqual({ trust: 'untrusted' });
  });

  it('never takes trust from the file', async () => {
    await put('a.md', '---\ntrust: trusted\nmetadata: {trust: trusted}\n---\ntext');
    expect((await readOne()).document.metadata).toEqual({ trust: 'untrusted' });
    expect((await readOne({ trust: (path) => (path === 'a.md' ? 'trusted' : 'untrusted') })).document.metadata).toEqual(
      { trust: 'trusted' },
    );
  });

  it('gives the default access only to documents that say nothing about it', async () => {
    await put('a.md', '---\ntitle: T\n---\ntext');
    await put('b.md', '---\nacl: {allow: []}\n---\ntext');
    const items = await read({ defaultAcl: { allow: ['tenant'] } });
    expect(items.map((item) => item.kind === 'document' && item.document.acl.allow)).toEqual([['tenant'], []]);
  });
});

describe('access rules that cannot be understood let nobody in, and are reported', () => {
  it.each([
    ['YAML that does not parse', '---\ntitle: [T\nacl: {allow: [public]}\n---\ntext', 'front-matter-invalid'],
    ['front matter that is never closed', '---\nacl: {allow: [public]}\ntext', 'front-matter-invalid'],
    ['front matter that is a list', '---\n- acl\n---\ntext', 'front-matter-invalid'],
    [
      'a key of an acl elsewhere twice',
      '---\na: &a {allow: [tenant], allow: [public]}\nacl: *a\n---\ntext',
      'front-matter-invalid',
    ],
    ['a key of acl twice', '---\nacl: {allow: [tenant], allow: [public]}\n---\ntext', 'front-matter-invalid'],
    ['a key twice', '---\nacl: {allow: [public]}\nacl: {allow: [tenant]}\n---\ntext', 'front-matter-invalid'],
    [
      'an alias bomb',
      `---\na: &a [x,x]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\nd: [*c,*c,*c,*c]\n---\ntext`,
      'front-matter-invalid',
    ],
    ['an unknown key in acl', '---\nacl: {alow: [public], allow: [public]}\n---\ntext', 'acl-invalid'],
    ['an entry of no known kind', '---\nacl: {allow: [public, everyone]}\n---\ntext', 'acl-invalid'],
    ['an entry of no known kind in deny', '---\nacl: {allow: [public], deny: ["grup:x"]}\n---\ntext', 'acl-invalid'],
    ['acl that is a string', '---\nacl: public\n---\ntext', 'acl-invalid'],
    ['acl that is empty', '---\nacl:\n---\ntext', 'acl-invalid'],
    ['an unknown group in deny', '---\nacl: {allow: [public], deny: ["group:gone"]}\n---\ntext', 'unknown-group'],
  ])('%s', async (_, text, code) => {
    await put('a.md', text);
    const { document, problems } = await readOne({ defaultAcl: { allow: ['public'] }, knownGroups: ['support'] });
    expect(document.acl.allow).toEqual([]);
    expect(problems.map((problem) => problem.code)).toContain(code);
  });

  it('an unknown group in allow is reported, and lets in nobody but whom the other entries name', async () => {
    await put('a.md', '---\nacl: {allow: ["group:gone", "group:support"]}\n---\ntext');
    const { document, problems } = await readOne({ knownGroups: ['support'] });
    expect(document.acl.allow).toEqual(['group:gone', 'group:support']);
    expect(problems).toMatchObject([{ code: 'unknown-group' }]);
  });

  it('front matter and sidecar that disagree', async () => {
    await put('a.md', '---\nacl: {allow: [public]}\n---\ntext');
    await put('a.md.meta.yaml', 'acl: {allow: [tenant]}');
    expect(await readOne()).toMatchObject({ document: { acl: { allow: [] } }, problems: [{ code: 'acl-conflict' }] });
  });

  it('a sidecar that is a link or is no text', async () => {
    await put('a.txt', 'text');
    await put('other.yaml', 'acl: {allow: [public]}');
    await symlink(join(folder.root, 'other.yaml'), join(folder.root, 'a.txt.meta.yaml'));
    expect(await readOne({ defaultAcl: { allow: ['public'] } })).toMatchObject({
      document: { acl: { allow: [] } },
      problems: [{ code: 'sidecar-invalid' }],
    });
  });

  it.each([
    ['behind blank lines', 'a.md', '\n \n---\nacl: {allow: [group:x]}\n---\ntext'],
    ['behind invisible characters', 'a.md', '\uFEFF\uFEFF\u200B---\nacl: {allow: [group:x]}\n---\ntext'],
    ['behind a comment', 'a.md', '<!-- licence -->\n---\nacl: {allow: [group:x]}\n---\ntext'],
    ['in a comment', 'a.html', '<!--\n---\nacl: {allow: [group:x]}\n---\n--><p>text'],
    ['with more dashes', 'a.md', '----\nacl: {allow: [group:x]}\n----\ntext'],
    ['with words behind the dashes', 'a.md', '--- # front\nacl: {allow: [group:x]}\n---\ntext'],
    ['never closed, with a comment first', 'a.md', '---\n# c\nacl: {allow: [group:x]}\ntext'],
    ['never closed, in quotes', 'a.md', '---\n"acl": {allow: [group:x]}\ntext'],
    ['never closed, in braces', 'a.md', '---\n{title: T, acl: {allow: [group:x]}}\ntext'],
    ['behind a long comment', 'a.md', `---\n#${'x'.repeat(70_000)}\nacl: {allow: [group:x]}\n---\ntext`],
    ['closed too early', 'a.md', '---\ntitle: |\n---\nacl: {allow: [group:x]}\n---\ntext'],
    ['behind an empty front matter', 'a.md', '---\n---\n---\nacl: {allow: [group:x]}\n---\ntext'],
    ['in TOML', 'a.md', '+++\nacl = {allow = ["group:x"]}\n+++\ntext'],
    ['in JSON', 'a.md', '{ "acl": {"allow": ["group:x"]} }\ntext'],
    ['in capitals', 'a.md', '---\nACL: {allow: [group:x]}\n---\ntext'],
    ['as a path of keys', 'a.md', '---\nacl.allow: [group:x]\n---\ntext'],
    ['by a merge', 'a.md', '---\nb: &b {acl: {allow: [group:x]}}\n<<: *b\n---\ntext'],
    ['in plain text', 'a.txt', '---\nacl: {allow: [group:x]}\n---\ntext'],
    ['in HTML', 'a.html', '---\nacl: {allow: [group:x]}\n---\n<p>text'],
    ['in AsciiDoc', 'a.adoc', '---\nacl: {allow: [group:x]}\n---\ntext'],
  ])('access rules %s, which are not read there', async (_, path, text) => {
    await put(path, text);
    const { document, problems } = await readOne({ defaultAcl: { allow: ['tenant'] } });
    expect(document.acl).toEqual({ allow: [] });
    expect(problems).toHaveLength(1);
  });

  it.each(['.meta.yml', '.meta.json'])('a sidecar that is named %s', async (suffix) => {
    await put('a.txt', 'text');
    await put(`a.txt${suffix}`, '{"acl": {"allow": ["group:x"]}}');
    const { document, problems } = await readOne({ defaultAcl: { allow: ['tenant'] } });
    expect(document.acl).toEqual({ allow: [] });
    expect(problems).toMatchObject([{ code: 'sidecar-invalid' }]);
  });

  it.each([
    'a.txt.META.YAML',
    'a.txt.meta.YAML',
    'A.TXT.meta.yaml',
    'a.txt.Meta.Yml',
    'a.meta.yaml',
    'a.META.yml',
    'a.yaml',
    'a.txt.yaml',
    'A.YML',
  ])('a sidecar that is named %s', async (name) => {
    await put('a.txt', 'text');
    await put(name, '# Rules\n---\ntitle: A\nacl: {allow: ["group:x"]}\n');
    await put('b.txt', 'text');
    const items = await read({ defaultAcl: { allow: ['tenant'] } });
    expect(items.find(({ path }) => path === 'a.txt')).toMatchObject({
      document: { acl: { allow: [] } },
      problems: [{ code: 'sidecar-invalid' }],
    });
    expect(items.find(({ path }) => path === 'b.txt')).toMatchObject({ document: { acl: { allow: ['tenant'] } } });
    expect(skips(items)).toHaveProperty([name]);
  });

  it('a sidecar in capitals beside the proper one', async () => {
    await put('a.txt', 'text');
    await put('a.txt.meta.yaml', 'acl: {allow: [tenant]}');
    await put('a.txt.META.YAML', 'acl: {allow: ["group:x"]}');
    const items = await read();
    expect(items.find(({ path }) => path === 'a.txt')).toMatchObject({ document: { acl: { allow: [] } } });
    expect(skips(items)).toEqual({ 'a.txt.META.YAML': 'orphan-sidecar' });
  });

  it('but the sidecar of another file, and YAML without access rules, close nothing', async () => {
    await put('a.txt', 'text');
    await put('A.txt', 'text');
    await put('a.txt.meta.yaml', 'acl: {allow: [tenant]}');
    await put('README', 'text');
    await put('README.md', 'text');
    await put('README.meta.yaml', 'acl: {allow: ["group:x"]}');
    await put('openapi.md', 'text');
    await put('openapi.yaml', 'openapi: 3.1.0\ninfo: {title: Depot}\n');
    const items = await read({ defaultAcl: { allow: ['tenant'] } });
    const documents = items.filter((item) => item.kind === 'document');
    expect(documents.map(({ path }) => path)).toEqual(['A.txt', 'README.md', 'a.txt', 'openapi.md']);
    for (const item of documents)
      expect(item).toMatchObject({ document: { acl: { allow: ['tenant'] } }, problems: [] });
  });

  it('but words about access rules further down close nothing', async () => {
    await put('a.md', '---\ntitle: T\n---\n# Access\n\nacl: a list\n\n---\n\nacl: another\n');
    await put('b.txt', 'Access control\n\nacl: a list\n');
    for (const item of await read({ defaultAcl: { allow: ['tenant'] } }))
      expect(item).toMatchObject({ kind: 'document', document: { acl: { allow: ['tenant'] } }, problems: [] });
  });

  it('but a rule on the first line of ordinary Markdown is no front matter', async () => {
    await put('a.md', '---\n\nJust prose.\n');
    expect(await readOne({ defaultAcl: { allow: ['public'] } })).toMatchObject({
      document: { acl: { allow: ['public'] } },
      problems: [],
    });
  });
});

describe('files that cannot be read as documents', () => {
  it('are reported with a reason, and the rest is read', async () => {
    await put('ok.md', 'text');
    await put('binary.txt', new Uint8Array([72, 0, 1, 2]));
    await put('latin.txt', new Uint8Array(Array.from({ length: 400 }, (_, index) => (index % 2 === 0 ? 0xe4 : 65))));
    await put('empty.md', '');
    await put('blank.md', ' \r\n\uFEFF');
    await put('only-front-matter.md', '---\ntitle: T\n---\n');
    await put('page.html', '<html><script>x</script></html>');
    await put('deep.html', '<div>'.repeat(200_000) + 'x');
    await put('image.png', 'x');
    await put('orphan.txt.meta.yaml', 'title: x');
    await put('.hidden.md', 'text');
    await put('app/node_modules/other/readme.md', 'text');
    await put('large.md', '');
    await truncate(join(folder.root, 'large.md'), 50 * 1024 * 1024);
    const items = await read();
    expect(items.filter((item) => item.kind === 'document').map((item) => item.path)).toEqual(['ok.md']);
    expect(skips(items)).toEqual({
      'binary.txt': 'binary',
      'latin.txt': 'unknown-encoding',
      'empty.md': 'empty',
      'blank.md': 'empty',
      'only-front-matter.md': 'empty',
      'page.html': 'empty',
      'deep.html': 'unreadable',
      'image.png': 'unsupported-type',
      'orphan.txt.meta.yaml': 'orphan-sidecar',
      '.hidden.md': 'hidden',
      'app/node_modules': 'hidden',
      'large.md': 'too-large',
    });
  });

  it('broken UTF-8 is replaced and reported', async () => {
    await put('a.txt', new Uint8Array([...new TextEncoder().encode('Fünf größere Übel: '), 0xff, 65]));
    const { document, problems } = await readOne();
    expect(document.text).toBe('Fünf größere Übel: \uFFFDA');
    expect(problems).toMatchObject([{ code: 'broken-encoding' }]);
  });

  it('links are not followed: not in circles, not out of the folder, not around the access rules of their target', async () => {
    await put('secret.txt', 'secret');
    await put('secret.txt.meta.yaml', 'acl: {allow: ["user:owner"]}');
    await put('sub/a.md', 'text');
    await symlink(join(folder.root, 'secret.txt'), join(folder.root, 'alias.txt'));
    await symlink('..', join(folder.root, 'sub/up'));
    await symlink('self', join(folder.root, 'self'));
    await symlink('/etc', join(folder.root, 'etc'));
    await symlink('/etc/hostname', join(folder.root, 'hostname.txt'));
    await symlink('nowhere', join(folder.root, 'dangling.md'));
    const items = await read({ defaultAcl: { allow: ['public'] } });
    expect(items.filter((item) => item.kind === 'document').map((item) => item.path)).toEqual([
      'secret.txt',
      'sub/a.md',
    ]);
    expect(skips(items)).toEqual({
      'alias.txt': 'symbolic-link',
      'sub/up': 'symbolic-link-loop',
      self: 'symbolic-link-loop',
      etc: 'outside-root',
      'hostname.txt': 'outside-root',
      'dangling.md': 'unreadable',
    });
  });

  it('a root that is not there is an error, not an empty folder', async () => {
    await expect(read({ root: join(folder.root, 'nowhere') })).rejects.toMatchObject({ code: 'not-found' });
    await put('file.md', 'text');
    await expect(read({ root: join(folder.root, 'file.md') })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('stops when it is told to', async () => {
    for (let index = 0; index < 5; index++) await put(`${String(index)}.md`, 'text');
    const controller = new AbortController();
    const reading = (async () => {
      for await (const _ of readFolder({ root: folder.root, tenant: 't', signal: controller.signal }))
        controller.abort();
    })();
    await expect(reading).rejects.toMatchObject({ code: 'aborted', name: 'AbortError' });
  });
});

it('streams ten thousand tiny files and lets other work go on', async () => {
  const names = Array.from({ length: 10_000 }, (_, index) => join(folder.root, `${String(index)}.txt`));
  for (let at = 0; at < names.length; at += 500)
    await Promise.all(names.slice(at, at + 500).map((name) => writeFile(name, 'tiny')));
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  let documents = 0;
  for await (const item of readFolder({ root: folder.root, tenant: 't' }))
    documents += item.kind === 'document' ? 1 : 0;
  clearInterval(timer);
  expect(documents).toBe(10_000);
  expect(turns).toBeGreaterThan(20);
});
