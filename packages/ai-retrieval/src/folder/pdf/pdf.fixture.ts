import { deflateSync } from 'node:zlib';

/** A page: its lines, an empty one for a gap; or the bytes of its content as they are stored. */
type Page = readonly string[] | { readonly deflated: Uint8Array };

/** Writes a PDF of Latin letters as bytes. `trailer` goes into the trailer as it is. */
export function writePdf(
  pages: readonly Page[],
  { title = '', trailer = '' }: { readonly title?: string; readonly trailer?: string } = {},
): Uint8Array {
  const kids = pages.map((_, index) => `${String(5 + 2 * index)} 0 R`).join(' ');
  const parts: (string | Uint8Array)[] = ['%PDF-1.4\n'];
  const offsets: number[] = [];
  let length = 9;
  const write = (part: string | Uint8Array): void => {
    parts.push(part);
    length += part.length;
  };
  const object = (...content: (string | Uint8Array)[]): void => {
    offsets.push(length);
    for (const part of [`${String(offsets.length)} 0 obj\n`, ...content, '\nendobj\n']) write(part);
  };
  object('<< /Type /Catalog /Pages 2 0 R >>');
  object(`<< /Type /Pages /Kids [${kids}] /Count ${String(pages.length)} >>`);
  object('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>');
  object(`<< /Title (${title}) >>`);
  for (const page of pages) {
    const own = offsets.length + 2;
    object(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents ${String(own)} 0 R >>`,
    );
    const content = 'deflated' in page ? page.deflated : deflateSync(textOf(page));
    object(`<< /Length ${String(content.length)} /Filter /FlateDecode >>\nstream\n`, content, '\nendstream');
  }
  const start = length;
  const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  write(`xref\n0 ${String(offsets.length + 1)}\n0000000000 65535 f \n${entries}`);
  write(`trailer\n<< /Size ${String(offsets.length + 1)} /Root 1 0 R /Info 4 0 R ${trailer} >>\n`);
  write(`startxref\n${String(start)}\n%%EOF\n`);
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)));
}

function textOf(lines: readonly string[]): string {
  const steps = lines.map((line) => `${line === '' ? '' : `(${line.replace(/[()\\]/g, '\\$&')}) Tj `}0 -14 Td`);
  return `BT /F1 12 Tf 72 720 Td ${steps.join(' ')} ET`;
}
