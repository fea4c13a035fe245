// How npm runs in a folder outside of the workspace.
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { run } from './run.mjs';

/** A cache in which npm finds what the machine has downloaded before, but no program that an earlier run installed for npx under the same version. */
export async function ownCache(home) {
  const machine = (await run('npm', ['config', 'get', 'cache'], { cwd: home })).trim();
  const cache = join(home, 'npm-cache');
  mkdirSync(cache);
  if (existsSync(join(machine, '_cacache'))) symlinkSync(join(machine, '_cacache'), join(cache, '_cacache'));
  return cache;
}

/** The machine's own settings of npm, with our scope from the local registry; nothing of this checkout. */
export function outsideEnvironment(root, settings) {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^(npm_(package|lifecycle|node|execpath|command|config_(local_prefix|user_agent))|AI_|INIT_CWD$|PNPM_|NODE_OPTIONS$|OPENAI_|CHAT_|RAG_|JWT_|DATABASE_URL$|NODE_ENV$)/.test(
        name,
      ),
  );
  const path = (process.env.PATH ?? '')
    .split(':')
    .filter((folder) => !folder.startsWith(root) || folder.includes('/.cache/toolchain/'));
  return {
    ...Object.fromEntries(kept),
    // The Node that runs this comes first: the machine's own may be too old for the packages.
    PATH: [dirname(process.execPath), ...path].join(':'),
    npm_config_globalconfig: settings,
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
    ONNXRUNTIME_NODE_INSTALL: 'skip',
  };
}
