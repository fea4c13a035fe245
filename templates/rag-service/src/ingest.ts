import { AiError } from '@org/ai-core';
import { ingestFolder } from './ingest-folder.ts';
import { openIndex } from './index-source.ts';
import { log } from './log.ts';
import { readIndexSettings } from './settings.ts';

// npm run ingest -- FOLDER: brings the index up to date with a folder, whose first level names the tenants.
const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort());
process.exitCode = await run(process.argv.slice(2));

async function run(args: readonly string[]): Promise<number> {
  const [folder] = args;
  if (folder === undefined || args.length > 1 || folder.startsWith('-')) {
    process.stderr.write('usage: npm run ingest -- FOLDER\nFOLDER/<tenant>/... holds the documents of each tenant.\n');
    return 2;
  }
  try {
    const { index, close } = await openIndex(readIndexSettings(process.env), { isReadOnly: false });
    try {
      const { problems } = await ingestFolder(index, folder, {
        signal: stop.signal,
        onReport: (tenant, report) => log('ingested', { tenant, ...report }),
        onNote: (note) => log('needs a look', note),
      });
      return problems === 0 ? 0 : 1;
    } finally {
      await close();
    }
  } catch (error) {
    if (!AiError.is(error)) throw error;
    process.stderr.write(`${error.message}\n`);
    return AiError.is(error, 'aborted') ? 130 : 2;
  }
}
