import process from 'node:process';

/** A fault of the setup that the user can mend: its message says how. */
export class SetupError extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.name = 'SetupError';
    this.exitCode = exitCode;
  }
}

/** Tells the user something on standard error; standard output belongs to the command. */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

const causes = [
  [
    /ENOSPC|no space left/i,
    'The disk is full. Free about 2 GB (npm start alone: 1 GB) and run the command again; what was fetched so far is kept.',
  ],
  [
    /EROFS|EACCES|EPERM|permission denied|read-only file system/i,
    'A file or folder could not be written. Check that this checkout and the npm cache (npm config get cache) belong to you and are writable.',
  ],
  [
    /SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|CERT_|certificate/i,
    'The certificate of the npm registry, or of a proxy before it, is not trusted. Name your company\'s root certificate with "npm config set cafile FILE" and NODE_EXTRA_CA_CERTS=FILE, then run the command again.',
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|network|socket|fetch failed|META_FETCH_FAIL/i,
    'The npm registry could not be reached. The first run needs it (later runs do not). Behind a proxy or a company registry: set it with "npm config set proxy URL" or "npm config set registry URL", then run the command again.',
  ],
  [
    /ERR_PNPM_OUTDATED_LOCKFILE|frozen-lockfile/i,
    'pnpm-lock.yaml does not fit the package.json files. After changing dependencies run "pnpm install" and commit the lock file.',
  ],
];

/** What went wrong during an install and what to do about it, from what the installer printed. */
export function explainInstallFailure(step, output) {
  const known = causes.find(([pattern]) => pattern.test(output));
  const tail = output.trim().split('\n').slice(-12).join('\n');
  return `${step} failed.\n${known === undefined ? '' : `${known[1]}\n`}\nLast lines of the installer:\n${tail}`;
}
