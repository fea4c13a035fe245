// npm test: every suite that needs no server. --services: the suites that talk to real servers.
// --filter NAME runs the suites of one package (@org/ai-core) or of one example or template. Further arguments go to vitest. AI_REPORT_DIR=DIR also writes vitest's JSON report there.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { findServices, requiredServices, services } from './services.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const args = process.argv.slice(2);
const isServices = args[0] === '--services';
if (isServices) args.shift();
for (let at = args.indexOf('--filter'); at >= 0; at = args.indexOf('--filter')) {
  const name = args[at + 1]?.replace(/^@org\//, '') ?? '';
  const folder = ['packages', 'examples', 'templates']
    .map((parent) => join(parent, name))
    .find((path) => existsSync(join(root, path)));
  if (name === '' || folder === undefined) {
    console.error(
      `--filter: there is no package "${args[at + 1] ?? ''}"; packages/ holds: ${readdirSync(join(root, 'packages')).join(', ')}`,
    );
    process.exit(2);
  }
  args.splice(at, 2, `${folder.replaceAll('\\', '/')}/`);
}

const found = findServices();
const missing = Object.keys(services).filter((name) => !found.has(name));
const demanded = requiredServices().filter((name) => !found.has(name));
if (isServices && demanded.length > 0) {
  console.error(`AI_REQUIRE names ${demanded.join(', ')}, which this machine does not have. ${howToInstall(demanded)}`);
  process.exit(1);
}

const report = process.env.AI_REPORT_DIR;
const reporters =
  report === undefined
    ? []
    : [
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${join(report, isServices ? 'services.json' : 'test.json')}`,
      ];
const config = isServices ? ['--config', 'vitest.services.config.ts'] : [];
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const child = spawn(process.execPath, [vitest, 'run', ...config, ...reporters, ...args], {
  cwd: root,
  stdio: 'inherit',
});
process.on('SIGINT', () => undefined);
child.on('exit', (code) => {
  if (!isServices) {
    console.log(
      `\nSuites that talk to real programs (${Object.keys(services).join(', ')}) run with: pnpm test:services`,
    );
  } else if (missing.length > 0) {
    console.log(
      `\nNot run, since this machine does not have them: suites of ${missing.join(', ')}. ${howToInstall(missing)}`,
    );
  }
  process.exitCode = code ?? 1;
});

function howToInstall(names) {
  return `On Debian: apt-get install ${names.map((name) => services[name].debianPackage).join(' ')}`;
}
