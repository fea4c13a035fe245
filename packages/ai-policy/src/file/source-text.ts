import { AiError } from '@org/ai-core';
import { isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type Document, type Node } from 'yaml';
import { issuesError, type PolicyIssue } from '../policy/issue.ts';

type Path = readonly (string | number)[];

/** The data of a file, and where in its text each field stands. */
export interface SourceText {
  readonly value: unknown;
  /** Line and column of a field, or of the nearest one around it that is there. */
  readonly locate: (path: Path) => { readonly line: number; readonly column: number };
}

// The YAML parser takes more than linear time on some texts; at this size it stays below about a second.
const MAX_BYTES = 262_144;
const MAX_ISSUES = 50;
const MAX_NESTING = 64;
// Brackets within strings are counted too, so that the first look is generous.
const MAX_BRACKETS = 512;

/**
 * Reads strict JSON, or the part of YAML 1.2 that is data and nothing else: no tags, anchors, aliases, merge keys,
 * directives, repeated keys or further documents.
 *
 * @throws AiError `payload-too-large` above 256 KiB, `invalid-input` with the line of what is wrong
 */
export function readSourceText(name: string, bytes: Uint8Array): SourceText {
  if (bytes.byteLength > MAX_BYTES)
    throw new AiError('payload-too-large', `${name}: a policy file has at most ${MAX_BYTES} bytes; split the policies`);
  const text = decode(name, bytes);
  checkNesting(name, text);
  const isJson = name.endsWith('.json');
  const lines = new LineCounter();
  const document = parse(name, text, lines);
  const at = (offset: number): { readonly line: number; readonly column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const issues = isJson ? repeatedKeys(document, at) : yamlIssues(document, at);
  if (issues.length > 0) throw issuesError(name, issues);
  return {
    value: isJson ? parseJson(name, text, at) : document.toJS(),
    locate: (path) => at(offsetOf(document, path)),
  };
}

function decode(name: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new AiError('invalid-input', `${name}: is not UTF-8; save it as UTF-8`);
  }
}

/** Counts brackets, and signs of lists within lists on one line, before a parser recurses into them. */
function checkNesting(name: string, text: string): void {
  let depth = 0;
  let signs = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '[' || char === '{') depth++;
    else if (char === ']' || char === '}') depth = Math.max(0, depth - 1);
    else if (char === '\n') signs = 0;
    else if ((char === '-' || char === '?' || char === ':') && /\s/.test(text.charAt(at + 1))) signs++;
    if (depth > MAX_BRACKETS || signs > MAX_BRACKETS)
      throw new AiError('invalid-input', `${name}: is nested deeper than ${MAX_NESTING} levels`);
  }
}

function parse(name: string, text: string, lineCounter: LineCounter): Document {
  try {
    return parseDocument(text, {
      version: '1.2',
      schema: 'core',
      strict: true,
      // Its own check compares each key with every other one.
      uniqueKeys: false,
      stringKeys: true,
      merge: false,
      prettyErrors: false,
      lineCounter,
    });
  } catch {
    // Only the depth of the text can do this: the parser is recursive.
    throw new AiError('invalid-input', `${name}: is nested too deeply to be read`);
  }
}

function parseJson(name: string, text: string, at: (offset: number) => { line: number; column: number }): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const offset = /at position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    const place = at(Number(offset ?? 0));
    throw issuesError(name, [
      {
        path: [],
        message: 'is not JSON from here on; comments and commas at the end of a list are not allowed',
        ...place,
      },
    ]);
  }
}

type Place = (offset: number) => { readonly line: number; readonly column: number };

function repeatedKeys(document: Document, at: Place): PolicyIssue[] {
  const issues: PolicyIssue[] = [];
  visit(document, {
    Map(_, { items }) {
      const names = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (names.has(key.value) && issues.length < MAX_ISSUES)
          issues.push({ path: [], message: 'a field is given twice; keep one', ...at(key.range?.[0] ?? 0) });
        names.add(key.value);
      }
    },
  });
  return issues;
}

function yamlIssues(document: Document, at: Place): PolicyIssue[] {
  const [first] = [...document.errors, ...document.warnings];
  if (first !== undefined)
    return [{ path: [], message: messages[first.code] ?? 'is not YAML from here on', ...at(first.pos[0]) }];
  const { directives } = document;
  if (directives?.yaml.explicit === true || Object.keys(directives?.tags ?? {}).some((handle) => handle !== '!!'))
    return [{ path: [], message: 'has a % directive; remove it: the file is read as YAML 1.2', line: 1, column: 1 }];
  const issues = repeatedKeys(document, at);
  const report = (node: Node, message: string): void => {
    if (issues.length < MAX_ISSUES) issues.push({ path: [], message, ...at(node.range?.[0] ?? 0) });
  };
  visit(document, {
    Node(_, node, ancestors) {
      if (ancestors.length > MAX_NESTING * 2) {
        report(node, `is nested deeper than ${MAX_NESTING} levels`);
        return visit.BREAK;
      }
      if ('anchor' in node) report(node, 'has an anchor (&); write the value out');
      else if (node.tag !== undefined) report(node, 'has a tag (!); remove it, or write a string in quotes');
      else if (isScalar(node) && typeof node.value === 'number' && !isPlainNumber(node.source))
        report(
          node,
          'is a number in a form that reads otherwise than it looks; write it in decimal digits, or in quotes for a string',
        );
      return undefined;
    },
    Alias(_, node) {
      report(node, 'is an alias (*); write the value out');
    },
  });
  return issues;
}

const messages: Readonly<Record<string, string>> = {
  NON_STRING_KEY: 'a name of a field must be a string; write it in quotes',
  MULTIPLE_DOCS: 'a policy file holds one document; remove the --- and what follows',
  TAG_RESOLVE_FAILED: 'has a tag (!); remove it, or write a string in quotes',
  TAB_AS_INDENT: 'is indented with a tab; use spaces',
};

/** No leading zeros, octal, hexadecimal, exponent, infinity: `0123` is 123 in YAML, which nobody means. */
function isPlainNumber(source: string | undefined): boolean {
  return source !== undefined && /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/.test(source);
}

function offsetOf(document: Document, path: Path): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === part);
      if (pair === undefined) break;
      offset = (pair.key as Node).range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof part === 'number') {
      node = node.items[part];
      offset = (node as Node | undefined)?.range?.[0] ?? offset;
    } else break;
  }
  return offset;
}
