import { AiError } from '@org/ai-core';
import { log } from './log.ts';
import { createService } from './service.ts';
import { readSettings, type Settings } from './settings.ts';

const settings = settingsOrExit();
const service = createService(settings);
const { server } = service;

server.on('error', (error: NodeJS.ErrnoException) => {
  process.stderr.write(
    `cannot listen on ${settings.host}:${settings.port} (${error.code ?? error.name}): set RAG_HOST or RAG_PORT\n`,
  );
  process.exit(2);
});
server.listen(settings.port, settings.host, () => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : settings.port;
  log('listening', {
    url: `http://${settings.host}:${port}`,
    model: settings.model?.name ?? 'extractive',
    release: settings.release ?? 'unnamed',
    index: settings.index.databaseUrl === undefined ? 'folder' : 'postgres',
  });
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    log('draining', { signal });
    // The end comes in any case, soon after the last answer had to be over.
    setTimeout(() => process.exit(1), settings.limits.drainMs + 10_000).unref();
    void service
      .drain()
      .then(service.close)
      .then(() => process.exit(0));
  });
}

function settingsOrExit(): Settings {
  try {
    return readSettings(process.env);
  } catch (error) {
    if (!AiError.is(error)) throw error;
    process.stderr.write(
      `${error.message}\nSee .env.example. For work on this machine: npm run token, which makes keys and settings.\n`,
    );
    return process.exit(2);
  }
}
