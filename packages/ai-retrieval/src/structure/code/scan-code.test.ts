import { describe, expect, it } from 'vitest';
import { chunkDocument } from '../../chunk/chunk-document.ts';
import { scanBlocks } from '../scan-blocks.ts';

/** The path of each line that holds a word beginning with "in". */
function pathsOf(text: string, mediaType: string): Readonly<Record<string, string>> {
  const chunks = Array.from(chunkDocument(text, mediaType, { maxTokens: 8, minTokens: 1 }));
  return Object.fromEntries(
    Array.from(text.matchAll(/\bin[A-Z]\w*/g), ({ 0: word, index }) => {
      const chunk = chunks.find(({ start, end }) => start <= index && index < end);
      return [word, chunk?.headingPath.join('.') ?? 'nowhere'];
    }),
  );
}

const typescript = `import { inImport } from './x.ts';

const short = inShort;
/** What it does: inComment { */
@decorate()
export default class Depot<T> extends Base {
  private readonly limit = 3; // inField {

  /* } inOther */
  async *parcels(id: string, { all }: { all: boolean } = { all: true }): AsyncGenerator<T> {
    if (id === '}') return inMethod;
    const text = \`\${id} \\\`{ inTemplate
export function no() {
\`;
    const pattern = /[/{]"{/.test(id) ? inPattern : 4 / 2;
  }

  get size(): number {
    return inGetter;
  }
}
const between = inBetween;

export async function ship(
  parcel: string,
): Promise<void> {
  function inner() {
    inInner();
  }
}
export const table = {
  a: inTable,
};
interface Options {
  readonly name: inInterface;
}
done(inDone);
`;

const python = `"""Module { inDocstring"""
import os  # inImport

LIMITS = [
    1, inList
]

# About it: inComment
@decorate
class Depot(Base):
    """Text
def no():
    inClassText
    """
    limit = "(" + inField

    @property
    def size(self):
        def inner():
            return inInner
        return inMethod

    async def ship(
        self,
        name,
    ):
        await inAsync

def last(): # comment (
\treturn inLast

done(inDone)
`;

const go = `package depot

import "fmt" // inImport

// Parcel is inComment {
type Parcel struct {
	Name string // inField
}

func (p *Parcel) Ship(to string) error {
	text := \`\\\` + "{" + inMethod
	return fmt.Errorf("} %s", text)
}

func New[T any](x T) T {
	return inFunction
}

var last = inLast
`;

const java = `package depot;

/** inComment } */
@Service("{")
public final class Depot<T extends Base> extends Other
{
    private final String limit = "{"; // inField

    public Depot(String name)
    {
        super(inConstructor);
    }

    @Override
    public <R> Map<String, R> ship(T parcel, int[] sizes) throws IOException {
        char c = '{';
        return """
            { inText
            """ + inMethod;
    }

    enum Size {
        SMALL, inEnum;
    }
}
`;

describe('each line of a program stands below its symbols', () => {
  it('in TypeScript', () => {
    expect(pathsOf(typescript, 'text/typescript')).toEqual({
      inImport: '',
      inShort: '',
      inComment: 'Depot',
      inField: 'Depot',
      inOther: 'Depot.parcels',
      inMethod: 'Depot.parcels',
      inTemplate: 'Depot.parcels',
      inPattern: 'Depot.parcels',
      inGetter: 'Depot.size',
      inBetween: '',
      inInner: 'ship',
      inTable: 'table',
      inInterface: 'Options',
      inDone: '',
    });
  });

  it('in Python', () => {
    expect(pathsOf(python, 'text/x-python')).toEqual({
      inDocstring: '',
      inImport: '',
      inList: '',
      inComment: 'Depot',
      inClassText: 'Depot',
      inField: 'Depot',
      inInner: 'Depot.size',
      inMethod: 'Depot.size',
      inAsync: 'Depot.ship',
      inLast: 'last',
      inDone: '',
    });
  });

  it('in Go', () => {
    expect(pathsOf(go, 'text/x-go')).toEqual({
      inImport: '',
      inComment: 'Parcel',
      inField: 'Parcel',
      inMethod: 'Parcel.Ship',
      inFunction: 'New',
      inLast: '',
    });
  });

  it('in Java', () => {
    expect(pathsOf(java, 'text/x-java')).toEqual({
      inComment: 'Depot',
      inField: 'Depot',
      inConstructor: 'Depot.Depot',
      inText: 'Depot.ship',
      inMethod: 'Depot.ship',
      inEnum: 'Depot.Size',
    });
  });
});

it('a function is a chunk of its own when it is long enough, with the comment above it', () => {
  const body = Array.from({ length: 30 }, (_, index) => `  ship(parcel${String(index)});`).join('\n');
  const text = `// One.\nfunction one() {\n${body}\n}\n\n// Two.\nfunction two() {\n${body}\n}\n`;
  const chunks = Array.from(chunkDocument(text, 'text/javascript'), ({ start, end, headingPath }) => [
    text.slice(start, end).split('\n')[0],
    headingPath,
  ]);
  expect(chunks).toEqual([
    ['// One.', ['one']],
    ['// Two.', ['two']],
  ]);
});

it('a bracket that was miscounted costs its symbol, not the rest of the file', () => {
  const text = "function one() {\n  return <p>{it's}</p>;\n}\n\nexport function two() {\n  inTwo();\n}\n";
  expect(pathsOf(text, 'text/javascript')).toEqual({ inTwo: 'two' });
});

it.each([
  ['text/typescript', typescript],
  ['text/x-python', python],
  ['text/x-go', go],
  ['text/x-java', java],
])('no character of %s is lost that is not blank', (mediaType, text) => {
  const covered = Array.from(scanBlocks(text, mediaType), ({ start, end }) => text.slice(start, end)).join('');
  expect(covered.replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
});

it.each([
  ['text/typescript', '/'.repeat(200_000)],
  ['text/typescript', 'class A {\n'.repeat(50_000)],
  ['text/typescript', `${'a<'.repeat(100_000)}(`],
  ['text/x-java', `${'public '.repeat(50_000)}\n`.repeat(4)],
  ['text/x-python', `${' '.repeat(1_000)}def a():\n`.repeat(500)],
  ['text/x-go', '"'.repeat(200_001)],
])('takes time in proportion to the text: %s %#', (mediaType, text) => {
  expect(Array.from(scanBlocks(text, mediaType)).length).toBeGreaterThan(0);
});
