import { isBlankLine, type Block } from '../block.ts';
import { lineAt, type Line } from '../lines.ts';
import { createBrackets, type Notation } from './brackets.ts';
import { createCodeBlocks } from './code-blocks.ts';
import type { ReadDeclaration } from './declarations.ts';

interface OpenSymbol {
  /** Of the brackets around its declaration. */
  readonly depth: number;
  readonly isContainer: boolean;
}

const longestHead = 300;
const atMargin = /^(?:export|function|class|interface|func|type|public|package|import)\b/;

/** Scans a program whose blocks stand between braces. Only symbols over several lines are set apart. Linear, and never fails: what it does not understand is code of the symbol around it. */
export function* scanBraces(text: string, notation: Notation, declare: ReadDeclaration): Generator<Block> {
  const blocks = createCodeBlocks(text);
  let brackets = createBrackets(notation);
  let open: OpenSymbol[] = [];
  /** Where the comments and annotations right above begin. */
  let lead: number | undefined;
  for (let at = 0; at < text.length;) {
    const line = lineAt(text, at);
    at = line.next;
    const words = text.slice(line.start, line.end);
    const head = words.slice(0, longestHead).trim();
    let seen = brackets(words);
    if (!seen.isInside && seen.depthBefore > 0 && atMargin.test(words)) {
      // A bracket that was miscounted must not swallow the rest of the file.
      brackets = createBrackets(notation);
      seen = brackets(words);
      for (const _ of open) blocks.end();
      open = [];
    }
    const around = open.at(-1);
    const isInContainer = around?.isContainer === true && seen.depthBefore === around.depth + 1;
    const isPlace =
      !seen.isInside && !seen.isComment && (around === undefined ? seen.depthBefore === 0 : isInContainer);
    const declared = isPlace ? declare(head, isInContainer) : undefined;
    const goesOn = seen.depthAfter > seen.depthBefore || opensNext(text, line);
    if (declared !== undefined && goesOn) {
      blocks.begin(declared.title, lead ?? line.start, line);
      open.push({ depth: seen.depthBefore, isContainer: declared.isContainer });
    } else {
      blocks.add(line);
      const isClosing = around !== undefined && seen.depthBefore > around.depth && seen.depthAfter <= around.depth;
      if (isClosing && !opensNext(text, line)) {
        blocks.end();
        open.pop();
      }
    }
    const isLead = seen.isComment || (isPlace && head.startsWith('@') && declared === undefined);
    lead = isLead && !isBlankLine(text, line) ? (lead ?? line.start) : undefined;
    yield* blocks.take();
  }
  yield* blocks.finish();
}

/** Whether the next line opens the body: the style that puts the brace below the declaration. */
function opensNext(text: string, line: Line): boolean {
  let at = line.next;
  while (at < text.length && (text[at] === ' ' || text[at] === '\t')) at++;
  return text[at] === '{';
}
