import { Parser, type DefaultTreeAdapterTypes } from 'parse5';
import { createTimeSlice } from '../../internal/time-slice.ts';
import { isContent } from './content.ts';
import { createTextWriter } from './text-writer.ts';

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

/** What a page says: its text with Markdown's marks for structure, and its title. */
export interface ExtractedPage {
  readonly text: string;
  readonly title: string | undefined;
}

const pieceLength = 16_384;
// Beyond this the tree construction of the HTML standard becomes quadratic; no page that a person wrote is nested like that.
const deepestNesting = 1_000;

/** Extracts the content of an HTML page without scripts, styles, navigation, footers, comments and anything hidden; undefined when it is nested too deep. Parses in pieces, so that a large page does not hold the event loop. */
export async function extractHtml(html: string): Promise<ExtractedPage | undefined> {
  const slice = createTimeSlice();
  const parser = new Parser<DefaultTreeAdapterTypes.DefaultTreeAdapterMap>({ scriptingEnabled: true });
  const source = html.startsWith('\uFEFF') ? html.slice(1) : html;
  for (let at = 0; at < source.length || at === 0; at += pieceLength) {
    parser.tokenizer.write(source.slice(at, at + pieceLength), at + pieceLength >= source.length);
    if (parser.openElements.stackTop > deepestNesting) return undefined;
    if (slice.isOver()) await slice.next();
  }
  const writer = createTextWriter();
  let title: string | undefined;
  // Iterative, since a recursive walk would overflow on nested pages: each element is visited when entered and when left.
  const stack: { readonly node: Node; readonly isLeaving: boolean }[] = [{ node: parser.document, isLeaving: false }];
  for (let step = stack.pop(); step !== undefined; step = stack.pop()) {
    if (slice.isOver()) await slice.next();
    const { node, isLeaving } = step;
    if (isLeaving) {
      writer.leave((node as Element).tagName);
      continue;
    }
    if (node.nodeName === '#text') writer.text((node as DefaultTreeAdapterTypes.TextNode).value);
    if (node.nodeName === 'title') title ??= titleOf(node);
    if (!isContent(node)) continue;
    if ('tagName' in node) {
      writer.enter(node.tagName);
      stack.push({ node, isLeaving: true });
    }
    pushChildren(node, stack);
  }
  const text = writer.finish();
  return { text, title: title ?? /^# (.+)$/m.exec(text)?.[1] };
}

function pushChildren(node: Node, stack: { node: Node; isLeaving: boolean }[]): void {
  if (!('childNodes' in node)) return;
  for (let index = node.childNodes.length - 1; index >= 0; index--) {
    const child = node.childNodes[index];
    if (child !== undefined) stack.push({ node: child, isLeaving: false });
  }
}

function titleOf(element: Element): string | undefined {
  const words = element.childNodes.map((child) => ('value' in child ? child.value : '')).join(' ');
  return words.replace(/\s+/g, ' ').trim() || undefined;
}
