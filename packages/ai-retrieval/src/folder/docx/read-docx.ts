import type mammoth from 'mammoth';
import { missingPackage, tooMuchText, type Body, type BodyLimits, type NoBody } from '../body.ts';
import { extractHtml } from '../html/extract-html.ts';
import { hasStrayAccess } from '../stray-access.ts';
import { checkZip } from './zip-sizes.ts';

type Mammoth = Pick<typeof mammoth, 'convertToHtml' | 'images'>;

/** The archive of a document that a person wrote inflates to a fraction of this; its XML takes several times its size in memory. */
const mostInflatedBytes = 128 * 1024 * 1024;
const compoundFile = [0xd0, 0xcf, 0x11, 0xe0];

/** Reads a DOCX file: headings, lists and tables with Markdown's marks, without images, comments and what was deleted. */
export async function readDocx(
  bytes: Uint8Array,
  limits: Pick<BodyLimits, 'maxTextLength'>,
  load: () => Promise<Mammoth> = async () => (await import('mammoth')).default,
  maxInflatedBytes: number = mostInflatedBytes,
): Promise<Body | NoBody> {
  // Office wraps a document with a password, and one of the old format, into this.
  if (compoundFile.every((byte, index) => bytes[index] === byte)) {
    const message = 'the file is locked with a password or of the old .doc format; save it as .docx without one';
    return { reason: 'encrypted', message };
  }
  const archive = await checkZip(bytes, maxInflatedBytes);
  if (archive === 'damaged') return damaged;
  if (archive === 'too-large') {
    const message = `the document inflates to more than ${String(maxInflatedBytes)} bytes; split it`;
    return { reason: 'too-large', message };
  }
  const reader = await load().catch(() => undefined);
  if (reader === undefined) return missingPackage('mammoth', 'DOCX');
  try {
    const { value } = await reader.convertToHtml(
      { buffer: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) },
      { externalFileAccess: false, convertImage: reader.images.imgElement(() => Promise.resolve({ src: '' })) },
    );
    const page = await extractHtml(value);
    if (page === undefined) return damaged;
    if (page.text.length > limits.maxTextLength) return tooMuchText(limits);
    return { ...page, isEmpty: page.text.trim() === '', hasStrayAccess: hasStrayAccess(page.text, 0) };
  } catch {
    return damaged;
  }
}

const damaged: NoBody = { reason: 'damaged', message: 'the file is no DOCX that can be read, or is damaged' };
