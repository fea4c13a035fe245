import { allowedDependencies, layers } from '../layers.mjs';
import { readPackages } from './packages.mjs';

const ours = (name) => name.startsWith('@org/');

/** Holds every package.json against the layer table. */
export function layerTable(root) {
  const problems = [];
  const packages = readPackages(root);
  const names = packages.map(({ name }) => name);
  for (const name of Object.keys(layers))
    if (!names.includes(name)) problems.push(`scripts/layers.mjs lists ${name}, which packages/ does not hold`);
  for (const { name, manifest } of packages) {
    if (layers[name] === undefined) {
      problems.push(`packages/${name} is not in scripts/layers.mjs`);
      continue;
    }
    if (manifest.name !== `@org/${name}`) problems.push(`packages/${name} is named ${manifest.name}`);
    const allowed = new Set(allowedDependencies(name).map((other) => `@org/${other}`));
    const runtime = { ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.optionalDependencies };
    for (const other of Object.keys(runtime).filter(ours)) {
      if (!allowed.has(other)) problems.push(`${manifest.name} depends on ${other}, which is not on a lower layer`);
    }
    const isBottom = layers[name].layer === 0;
    for (const other of Object.keys(manifest.devDependencies ?? {}).filter(ours)) {
      // turbo refuses cycles of packages, development dependencies included.
      if (isBottom || (!allowed.has(other) && other !== '@org/ai-testing'))
        problems.push(
          `${manifest.name} has the development dependency ${other}: only lower layers and ai-testing may be`,
        );
    }
    const published = JSON.stringify(manifest.publishConfig?.exports);
    const stripped = JSON.stringify(manifest.exports, (key, value) => (key === '@org/source' ? undefined : value));
    if (published !== stripped)
      problems.push(`${manifest.name}: publishConfig.exports must be exports without "@org/source"`);
  }
  return problems;
}
