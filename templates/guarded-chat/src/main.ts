import { AiError } from '@org/ai-core';
import { log } from './log.ts';
import { createService } from './service.ts';
import { readSettings, type Settings } from './settings.ts';

const settings = settingsOrExit();
const service = createService(settings);
const { server } = service;

server.on('error', (error: NodeJS.ErrnoException) => {
  process.stderr.write(
    `cannot listen on ${settings.host}:${settings.port} (${error.code ?? error.name}): set CHAT_HOST or CHAT_PORT\n`,
  );
  process.exit(2);
});
server.listen(settings.port, settings.host, () => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : settings.port;
  log('listening', {
    url: `http://${settings.host}:${port}`,
    model: settings.model?.name ?? 'echo',
    client: settings.client,
  });
  if (settings.model === undefined)
    log('no model is configured: a local echo model answers; set OPENAI_BASE_URL or OPENAI_API_KEY');
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    log('draining', { signal });
    // An answer that takes longer than its own time limit is not waited for.
    setTimeout(() => process.exit(1), settings.timeoutMs).unref();
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
    process.stderr.write(`${error.message}\nSee .env.example\n`);
    return process.exit(2);
  }
}
