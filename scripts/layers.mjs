// The layer table: which packages exist, on which layer, for which runtime. A package imports strictly lower layers only.
// Everything that needs to know (the dependency test, ESLint's import rules, the package diagram) reads it from here.

/** @typedef {{ layer: number, runtime: 'any' | 'node', only?: readonly string[] }} LayerEntry */

/** @type {Readonly<Record<string, LayerEntry>>} */
export const layers = {
  'ai-core': { layer: 0, runtime: 'any' },
  'ai-stats': { layer: 0, runtime: 'any' },
  'ai-storage': { layer: 1, runtime: 'node' },
  'ai-telemetry': { layer: 1, runtime: 'any' },
  'ai-testing': { layer: 1, runtime: 'node' },
  'ai-policy': { layer: 2, runtime: 'any' },
  'ai-serving': { layer: 3, runtime: 'node' },
  'ai-inference': { layer: 3, runtime: 'node' },
  'ai-retrieval': { layer: 3, runtime: 'node' },
  'ai-guardrails': { layer: 3, runtime: 'any' },
  'ai-evaluators': { layer: 3, runtime: 'any' },
  'ai-interop': { layer: 4, runtime: 'any' },
  'ai-blueprints': { layer: 5, runtime: 'node' },
  // Commands reach it as manifests of installed packages, never as imports.
  'ai-cli': { layer: 6, runtime: 'node', only: ['ai-core'] },
  // Scaffolds services before any of ours is installed.
  'create-ai-app': { layer: 6, runtime: 'node', only: [] },
};

/** Names of the packages that `name` may import at run time. @param {string} name @returns {string[]} */
export function allowedDependencies(name) {
  const own = layers[name];
  if (own === undefined)
    throw new Error(`scripts/layers.mjs has no entry for ${name}; add one before creating the package`);
  if (own.only !== undefined) return [...own.only];
  return Object.keys(layers).filter((other) => (layers[other]?.layer ?? Infinity) < own.layer);
}
