// What may happen when an entry of a package is loaded.

/** How loading one entry ended, as the probe in the consumer's folder tells it. */
export interface Loaded {
  readonly entry: string;
  readonly mode: 'import' | 'require';
  readonly error?: { readonly code?: string | undefined; readonly message: string } | undefined;
}

/**
 * Problems of what was loaded where no optional peer is installed: an entry loads, or fails with a message that names an optional peer of its package.
 *
 * @param optionalPeers package → its optional peers that are absent
 */
export function entryProblems(
  loaded: readonly Loaded[],
  optionalPeers: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  return loaded.flatMap(({ entry, mode, error }) => {
    if (error === undefined) return [];
    const name = entry.split('/', 2).join('/');
    const isMissing = error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND';
    const peer = (optionalPeers.get(name) ?? []).find((one) => error.message.includes(`'${one}'`));
    if (isMissing && peer !== undefined) return [];
    return [`${mode} of ${entry}: ${error.message.split('\n', 1)[0] ?? ''}`];
  });
}
