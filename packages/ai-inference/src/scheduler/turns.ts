/** Things that wait, by owner: owners take turns, each owner's things keep their order. All operations take constant time. */
export interface Turns<Owner extends object, Thing> {
  readonly size: number;
  add(owner: Owner, thing: Thing): void;
  delete(owner: Owner, thing: Thing): boolean;
  /** The first thing of the owner whose turn it is. */
  first(): Thing | undefined;
  /** Sends an owner to the end of the line, if it still has things. */
  pass(owner: Owner): void;
  /** The things in the order in which they wait if no owner had more than one turn. */
  values(): Iterable<Thing>;
}

/** Makes an empty list of turns. */
export function createTurns<Owner extends object, Thing>(): Turns<Owner, Thing> {
  const owners = new Map<Owner, Set<Thing>>();
  let size = 0;
  return {
    get size() {
      return size;
    },
    add(owner, thing) {
      let own = owners.get(owner);
      if (own === undefined) owners.set(owner, (own = new Set()));
      if (own.has(thing)) return;
      own.add(thing);
      size += 1;
    },
    delete(owner, thing) {
      const own = owners.get(owner);
      if (own?.delete(thing) !== true) return false;
      size -= 1;
      if (own.size === 0) owners.delete(owner);
      return true;
    },
    first: () => owners.values().next().value?.values().next().value,
    pass(owner) {
      const own = owners.get(owner);
      if (own === undefined || owners.size === 1) return;
      owners.delete(owner);
      owners.set(owner, own);
    },
    *values() {
      for (const own of owners.values()) yield* own;
    },
  };
}
