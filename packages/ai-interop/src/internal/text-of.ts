import type { Part } from '@org/ai-core';

/** All text of some parts: for estimating their size. */
export function textOf(parts: readonly Part[]): string {
  return parts
    .map((part) => {
      if (part.type === 'tool-call') return part.argumentsText;
      if (part.type === 'tool-result') return textOf(part.content);
      return part.type === 'file' ? '' : part.text;
    })
    .join('');
}
