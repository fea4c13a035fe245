import type * as unpdf from 'unpdf';
import { pageMark } from '../../structure/pages.ts';
import { missingPackage, tooMuchText, type Body, type BodyLimits, type NoBody } from '../body.ts';
import { hasStrayAccess } from '../stray-access.ts';
import { createPageText } from './page-text.ts';

type Unpdf = Pick<typeof unpdf, 'getDocumentProxy'>;

/** Reads the text of a PDF page by page, without images, scripts and attachments. */
export async function readPdf(
  bytes: Uint8Array,
  limits: Pick<BodyLimits, 'maxPages' | 'maxTextLength'>,
  load: () => Promise<Unpdf> = () => import('unpdf'),
): Promise<Body | NoBody> {
  const reader = await load().catch(() => undefined);
  if (reader === undefined) return missingPackage('unpdf', 'PDF');
  try {
    const pdf = await reader.getDocumentProxy(bytes, { verbosity: 0, disableFontFace: true });
    if (pdf.numPages > limits.maxPages) {
      const message = `the PDF has more than ${String(limits.maxPages)} pages; raise limits.maxPages or split it`;
      return { reason: 'too-large', message };
    }
    const pages: string[] = [];
    let length = 0;
    for (let number = 1; number <= pdf.numPages; number++) {
      const page = await pdf.getPage(number);
      const { items } = await page.getTextContent();
      const text = createPageText(items.flatMap((item) => ('str' in item ? [item] : [])));
      page.cleanup();
      length += text.length + 1;
      if (length > limits.maxTextLength) return tooMuchText(limits);
      pages.push(text);
    }
    if (pages.every((text) => text === '')) {
      const message = 'the PDF holds no text, only images of it perhaps; run text recognition (OCR) over it first';
      return { reason: 'no-text', message };
    }
    const text = pages.join(pageMark);
    return { text, title: await titleOf(pdf), isEmpty: false, hasStrayAccess: hasStrayAccess(text, 0) };
  } catch (error) {
    if (error instanceof Error && error.name === 'PasswordException')
      return { reason: 'encrypted', message: 'the PDF asks for a password; save it without one' };
    return { reason: 'damaged', message: 'the file is no PDF that can be read, or is damaged' };
  }
}

async function titleOf(pdf: Awaited<ReturnType<Unpdf['getDocumentProxy']>>): Promise<string | undefined> {
  try {
    const { info } = await pdf.getMetadata();
    const title: unknown = 'Title' in info ? info.Title : undefined;
    return typeof title === 'string' ? title.replace(/\s+/g, ' ').trim().slice(0, 300) || undefined : undefined;
  } catch {
    return undefined;
  }
}
