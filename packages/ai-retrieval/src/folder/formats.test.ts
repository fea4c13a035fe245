import { expect, it, vi } from 'vitest';
import { packDocx, paragraph } from './docx/docx.fixture.ts';
import { writePdf } from './pdf/pdf.fixture.ts';
import { skips, useFolder } from './folder.fixture.ts';

const folder = useFolder();
const { put, read, readOne } = folder;

const docx = packDocx([paragraph('Fees', 'Heading1'), paragraph('A parcel costs 4 EUR.')]);
const pdf = writePdf([['Parcels wait in the depot.']]);

it('all stand side by side, and what fails is reported alone', async () => {
  await put('a.csv', 'name,city\nAnn,Bremen\n');
  await put('b.json', '{"name":"Ann"}');
  await put('c.pdf', pdf);
  await put('d.docx', docx);
  await put('e.py', 'def ship():\n    pass\n');
  await put('f.txt', Buffer.from('Gr\xf6\xdfere Betr\xe4ge pr\xfcft die Gesch\xe4ftsf\xfchrung', 'latin1'));
  await put('broken.pdf', pdf.subarray(0, 200));
  await put('broken.docx', docx.subarray(0, 200));
  const items = await read();
  const documents = items.flatMap((item) => (item.kind === 'document' ? [[item.path, item.document.text]] : []));
  expect(Object.fromEntries(documents)).toEqual({
    'a.csv': 'name: Ann\ncity: Bremen\n',
    'b.json': 'name: Ann\n',
    'c.pdf': 'Parcels wait in the depot.',
    'd.docx': '# Fees\n\nA parcel costs 4 EUR.\n',
    'e.py': 'def ship():\n    pass\n',
    'f.txt': 'Größere Beträge prüft die Geschäftsführung',
  });
  expect(skips(items)).toEqual({ 'broken.pdf': 'damaged', 'broken.docx': 'damaged' });
});

it.each([
  ['a.pdf', pdf],
  ['a.docx', docx],
  ['a.csv', 'name\nAnn\n'],
  ['a.json', '{"name":"Ann"}'],
  ['a.go', 'package depot\n'],
])(
  '%s takes access, title and metadata from its sidecar, and is closed by one that cannot be read',
  async (name, content) => {
    await put(name, content);
    await put(`${name}.meta.yaml`, 'title: T\nteam: legal\nacl: {allow: ["group:x"]}');
    const { document } = await readOne({ defaultAcl: { allow: ['tenant'] } });
    expect(document).toMatchObject({ title: 'T', acl: { allow: ['group:x'] }, metadata: { team: 'legal' } });
    await put(`${name}.meta.yaml`, 'acl: {allow: [');
    expect((await readOne({ defaultAcl: { allow: ['tenant'] } })).document.acl).toEqual({ allow: [] });
  },
);

it.each([
  ['a.csv', 'name,acl\nAnn,group:x\n'],
  ['a.json', '[{"acl":{"allow":["group:x"]}}]'],
  ['a.py', '# acl: group:x\nprint()\n'],
  ['a.java', '/*\n * ---\n * acl: [group:x]\n * ---\n */\nclass A {}\n'],
  ['a.pdf', writePdf([['acl: group:x']])],
  ['a.docx', packDocx([paragraph('acl: group:x')])],
])('%s with access rules where they are not read is closed, unless a sidecar has them', async (name, content) => {
  await put(name, content);
  const { document, problems } = await readOne({ defaultAcl: { allow: ['tenant'] } });
  expect(document.acl).toEqual({ allow: [] });
  expect(problems).toMatchObject([{ code: 'acl-invalid' }]);
  await put(`${name}.meta.yaml`, 'acl: {allow: [tenant]}');
  expect((await readOne()).document.acl).toEqual({ allow: ['tenant'] });
});

it('metadata under a wrong name are no document', async () => {
  await put('a.md', 'text');
  await put('a.md.meta.json', '{"acl":{"allow":["group:x"]}}');
  const items = await read({ defaultAcl: { allow: ['tenant'] } });
  expect(skips(items)).toEqual({ 'a.md.meta.json': 'unsupported-type' });
  expect(items[0]).toMatchObject({ document: { acl: { allow: [] } } });
});

it('a package that is not installed costs the files that need it, and says its name', async () => {
  const missing = (): never => {
    throw new Error('not installed');
  };
  vi.doMock('csv-parse', missing);
  vi.doMock('chardet', missing);
  try {
    await put('a.csv', 'name\nAnn\n');
    await put('b.txt', Buffer.from('Betr\xe4ge', 'latin1'));
    await put('c.md', 'text');
    const items = await read();
    expect(items).toMatchObject([
      { path: 'a.csv', reason: 'missing-package', message: expect.stringContaining('install it') as string },
      { path: 'b.txt', reason: 'missing-package', message: expect.stringContaining('chardet') as string },
      { path: 'c.md', kind: 'document' },
    ]);
  } finally {
    vi.doUnmock('csv-parse');
    vi.doUnmock('chardet');
  }
});
