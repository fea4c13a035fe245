import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A run of sentences of one of our own Markdown pages. */
export interface OwnPassage {
  readonly document: number;
  readonly sentences: readonly string[];
}

/** Paragraphs of this repository's pages, put together to passages of three to eight sentences. */
export function ownPassages(root: string): readonly OwnPassage[] {
  return [join(root, 'docs'), join(root, 'examples', 'assistant', 'corpus')]
    .flatMap(markdownFiles)
    .flatMap((file, document) => {
      const sentences = proseOf(readFileSync(file, 'utf8'));
      const passages: OwnPassage[] = [];
      for (let at = 0; at + 3 <= sentences.length; at += 8)
        passages.push({ document, sentences: sentences.slice(at, at + 8) });
      return passages;
    });
}

/** Sentences of running text: no headings, tables, lists, code, and nothing very short or long. */
function proseOf(markdown: string): readonly string[] {
  return markdown
    .replace(/^---\n[\s\S]*?\n---\n/, '')
    .replace(/```[\s\S]*?```/g, '')
    .split('\n')
    .filter((line) => /^[A-Z]/.test(line) && !line.includes('|'))
    .flatMap((line) => line.split(/(?<=[.!?])\s+(?=[A-Z])/))
    .map((sentence) =>
      sentence
        .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
        .replace(/[`*]/g, '')
        .trim(),
    )
    .filter((sentence) => /[.!]$/.test(sentence) && wordCount(sentence) >= 6 && wordCount(sentence) <= 40);
}

function wordCount(text: string): number {
  return text.split(/\s+/).length;
}

function markdownFiles(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
