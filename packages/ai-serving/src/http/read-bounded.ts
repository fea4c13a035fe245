import { AiError } from '@org/ai-core';

/**
 * Reads a body as UTF-8 text.
 *
 * @throws AiError `payload-too-large` beyond the bound, `protocol` when the bytes are not UTF-8
 */
export async function readBounded(body: AsyncIterable<unknown>, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let bytes = 0;
  let text = '';
  try {
    for await (const chunk of body) {
      bytes += (chunk as Uint8Array).length;
      if (bytes > maxBytes)
        throw new AiError('payload-too-large', `the answer is longer than ${String(maxBytes)} bytes`);
      text += decoder.decode(chunk as Uint8Array, { stream: true });
    }
    return text + decoder.decode();
  } catch (error) {
    if (error instanceof TypeError)
      throw new AiError('protocol', 'the upstream answered with bytes that are not UTF-8; check baseUrl');
    throw error;
  }
}
