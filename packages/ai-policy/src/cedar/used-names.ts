import type { PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';

/** Whether policies can see an attribute, an entity type or a field of the context of this name. */
export type UsesName = (name: string) => boolean;

/**
 * What policies can look at. A request carries nothing else: most of the time of a decision goes into handing it over.
 * Every string of the policies counts, so that no way to name an attribute is missed; where a policy takes a whole
 * context or entity for a value, everything counts.
 */
export function usedNames(policies: readonly PolicyJson[]): UsesName {
  const names = new Set<string>();
  const takesWhole = policies.some(({ annotations: _, ...policy }) => collect(policy, names));
  return (name) => takesWhole || names.has(name);
}

/** Collects strings; true where a variable stands for itself and not for one of its attributes. */
function collect(node: unknown, names: Set<string>): boolean {
  if (typeof node === 'string') names.add(node);
  if (typeof node !== 'object' || node === null) return false;
  if (Array.isArray(node)) return node.map((inner) => collect(inner, names)).some(Boolean);
  const { Var: variable } = node as { readonly Var?: unknown };
  // An entity that stands for itself is compared by its name, a context by all that it holds.
  if (variable !== undefined) return variable === 'context';
  return Object.entries(node)
    .map(([key, inner]: [string, unknown]) => {
      if (key !== '.' && key !== 'has') return collect(inner, names);
      const { left, ...access } = inner as { readonly left: unknown };
      const isVariable = typeof left === 'object' && left !== null && 'Var' in left;
      const isWhole = collect(access, names);
      return isVariable ? isWhole : collect(left, names) || isWhole;
    })
    .some(Boolean);
}
