import { defineConfig, type Options } from 'tsup';

/** The build of one package: ESM, bundled declarations, one output per entry of `entries` (path below dist without extension → source). */
export function packageBuild(entries: Record<string, string>, extra: Options = {}): ReturnType<typeof defineConfig> {
  return defineConfig({
    entry: entries,
    format: ['esm'],
    target: 'node22',
    platform: 'neutral',
    dts: true,
    sourcemap: true,
    clean: true,
    splitting: true,
    treeshake: true,
    // node:sqlite and node:test exist under that name alone, so the prefix stays.
    removeNodeProtocol: false,
    external: [/^node:/],
    ...extra,
  });
}
