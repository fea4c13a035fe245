import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '../../packages/ai-stats/src/index.ts';

/** Writes documents that are recombined from the sections of our own Markdown pages, the same ones for the same count. */
export function writeDocuments(root: string, folder: string, count: number): void {
  const sections = [join(root, 'docs'), join(root, 'examples', 'assistant', 'corpus')]
    .flatMap(markdownFiles)
    .flatMap(sectionsOf);
  const random = createRandom(count);
  mkdirSync(folder, { recursive: true });
  for (let document = 0; document < count; document++) {
    const parts = Array.from({ length: 5 }, () => sections[random.integer(sections.length)] ?? '');
    writeFileSync(join(folder, `document-${document}.md`), `# Document ${document}\n\n${parts.join('\n\n')}\n`);
  }
}

function sectionsOf(file: string): readonly string[] {
  const body = readFileSync(file, 'utf8').replace(/^---\n[\s\S]*?\n---\n/, '');
  return body.split(/^(?=## )/m).filter((section) => section.startsWith('## ') && section.length > 200);
}

function markdownFiles(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Questions to time with: those of the development half that have an answer. */
export function readQuestions(root: string): readonly string[] {
  const folder = join(root, 'examples', 'assistant', 'eval', 'dev');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.jsonl'))
    .sort()
    .flatMap((file) =>
      readFileSync(join(folder, file), 'utf8')
        .split('\n')
        .filter((line) => line !== ''),
    )
    .map((line) => JSON.parse(line) as { readonly kind: string; readonly question: string })
    .filter(({ kind }) => kind === 'answerable')
    .map(({ question }) => question);
}
