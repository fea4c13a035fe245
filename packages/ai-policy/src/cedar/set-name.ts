// Cedar keeps parsed policies by name and has no way to drop them: a name whose engine is gone is used again, so that
// reloading does not fill its memory.
const free: string[] = [];
let registry: FinalizationRegistry<string> | undefined;

/** A name under which no living decider keeps its policies. */
export function takeName(): string {
  return free.pop() ?? `org-ai-policy-${crypto.randomUUID()}`;
}

/** The name is in use for as long as the decider lives, which every function of its engine holds on to. */
export function keepName(decider: object, name: string): void {
  registry ??= new FinalizationRegistry((unused) => void free.push(unused));
  registry.register(decider, name);
}
