import { createContext, type CallContext, type SourceDocument } from '@org/ai-core';

/** Ingests for the tenant `t`. */
export const writer: CallContext = createContext({
  principal: { kind: 'service', tenant: 't', subject: 'ingest', groups: [] },
});

/** A signed-in user of the tenant `t`. */
export function user(groups: readonly string[] = []): CallContext {
  return createContext({ principal: { kind: 'user', tenant: 't', subject: 'u', groups } });
}

/** A text with line breaks of two units. */
export const refunds =
  '# Refunds\r\n\r\nA refund above 500 EUR needs the head of finance.\r\n\r\n## Claims\r\n\r\nClaims close after 14 days.\r\n';

/** A Markdown document of the tenant `t` that all of it may read. */
export function documentOf(id: string, text: string, rest: Partial<SourceDocument> = {}): SourceDocument {
  const acl = { allow: ['tenant'] };
  return { id, tenant: 't', uri: `file:///${id}`, mediaType: 'text/markdown', text, acl, ...rest };
}

/** Short documents, each with its number in it. */
export function numbered(count: number, from = 0): SourceDocument[] {
  return Array.from({ length: count }, (_, index) => {
    const number = String(from + index);
    return documentOf(`${number}.md`, `# Note ${number}\n\nThe depot number ${number} opens at six.`);
  });
}
