// Installs what a command needs, once: a stamp remembers the lock file and the platform that it was done for.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { runInstaller } from './installer.mjs';
import { say } from './say.mjs';

const filters = {
  assistant: {
    args: ['--prod', '--filter', 'assistant...'],
    text: 'what the assistant needs (about 115 MB, most of it the ONNX runtime)',
  },
  all: { args: [], text: 'the whole workspace (about 350 MB)' },
};

/**
 * Does nothing when the stamp fits: the whole workspace serves the assistant too.
 * @param {'assistant' | 'all'} scope
 */
export async function ensureInstalled(root, toolchain, scope) {
  const stampFile = join(root, 'node_modules', '.ai-install.json');
  const stamp = readStamp(stampFile);
  const key = installKey(root);
  if (stamp.key === key && (stamp.scope === 'all' || stamp.scope === scope)) return;

  say(`Installing ${filters[scope].text} ...`);
  // Without its stamp a half-done install is done again.
  rmSync(stampFile, { force: true });
  removeForeignTree(root);
  const args = [
    toolchain.pnpm,
    'install',
    '--frozen-lockfile',
    '--prefer-offline',
    // The lock file is this checkout's own, and every tarball is held against its digest there; asking the registry about each of its 550 entries again would take longer than the install.
    '--trust-lockfile',
    '--reporter=append-only',
    '--config.confirmModulesPurge=false',
    ...filters[scope].args,
  ];
  await runInstaller('Installing the dependencies with pnpm', toolchain.node, args, {
    cwd: root,
    env: { ...toolchain.environment, ONNXRUNTIME_NODE_INSTALL: 'skip', CI: 'true' },
  });
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(stampFile, JSON.stringify({ key, scope }));
}

/** Who typed `npm install` first has a tree that pnpm does not know and would leave half in place. */
function removeForeignTree(root) {
  const modules = join(root, 'node_modules');
  if (existsSync(modules) && !existsSync(join(modules, '.modules.yaml'))) {
    say('Replacing a node_modules folder that was not made by pnpm ...');
    rmSync(modules, { recursive: true, force: true });
  }
}

function readStamp(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}

function installKey(root) {
  const hash = createHash('sha256');
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml']) hash.update(readFileSync(join(root, file)));
  return hash.update(`${process.platform} ${process.arch}`).digest('hex');
}
