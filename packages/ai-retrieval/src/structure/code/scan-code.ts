import type { Block } from '../block.ts';
import { scanBraces } from './braces.ts';
import type { Notation } from './brackets.ts';
import { goDeclaration, javaDeclaration, pythonDeclaration, scriptDeclaration } from './declarations.ts';
import { scanIndents } from './indents.ts';

const cLike: Notation = {
  lineComment: '//',
  hasBlockComments: true,
  longQuotes: [],
  hasLongEscapes: true,
  hasRegularExpressions: false,
};
const script: Notation = { ...cLike, longQuotes: ['`'], hasRegularExpressions: true };
const java: Notation = { ...cLike, longQuotes: ['"""'] };
const go: Notation = { ...cLike, longQuotes: ['`'], hasLongEscapes: false };
const python: Notation = { ...cLike, lineComment: '#', hasBlockComments: false, longQuotes: ['"""', "'''"] };

const languages: Readonly<Record<string, (text: string) => Generator<Block>>> = {
  'text/typescript': (text) => scanBraces(text, script, scriptDeclaration),
  'text/javascript': (text) => scanBraces(text, script, scriptDeclaration),
  'text/x-java': (text) => scanBraces(text, java, javaDeclaration),
  'text/x-go': (text) => scanBraces(text, go, goDeclaration),
  'text/x-python': (text) => scanIndents(text, python, pythonDeclaration),
};

/** Scans a program into its symbols: what declares one is a heading with its name, and its lines are code. Undefined for a language that is not known. */
export function scanCode(text: string, mediaType: string): Generator<Block> | undefined {
  return languages[mediaType]?.(text);
}
