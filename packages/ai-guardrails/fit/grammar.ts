/** Draws from the seeded stream of numbers; the same seed gives the same texts on every machine. */
export interface Random {
  /** A whole number from 0 up to `below`. */
  below(limit: number): number;
  pick<T>(items: readonly T[]): T;
  /** True for about one draw in `of`. */
  once(of: number): boolean;
}

/** A 32-bit mixing generator (mulberry32): integers only. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b_79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return (value ^ (value >>> 14)) >>> 0;
  };
  const below = (limit: number): number => next() % limit;
  return {
    below,
    pick: (items) => {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    },
    once: (of) => below(of) === 0,
  };
}

/** Lists of templates by name: `{name}` in a template stands for one of them. */
export type Slots = Readonly<Record<string, readonly string[]>>;

/** Fills `{slots}` and `[one|or|the other]` of a template, inside out. */
export function expand(template: string, slots: Slots, random: Random, depth = 0): string {
  if (depth > 8) throw new Error(`a template goes round in circles: ${template}`);
  let text = template;
  for (let found = /\[([^[\]{}]*\|[^[\]{}]*)\]|\{(\w+)\}/.exec(text); found !== null;) {
    const [whole, options, name] = found;
    const filled = name === undefined ? random.pick((options ?? '').split('|')) : fill(name, slots, random, depth);
    text = text.slice(0, found.index) + filled + text.slice(found.index + whole.length);
    found = /\[([^[\]{}]*\|[^[\]{}]*)\]|\{(\w+)\}/.exec(text);
  }
  return text;
}

function fill(name: string, slots: Slots, random: Random, depth: number): string {
  const templates = slots[name];
  if (templates === undefined) throw new Error(`no slot is called {${name}}`);
  return expand(random.pick(templates), slots, random, depth + 1);
}
