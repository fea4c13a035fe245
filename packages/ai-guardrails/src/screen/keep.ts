/** Gives what stands in place of a value that can be put back later, or undefined when it cannot be kept. */
export type Keep = (label: string, value: string) => string | undefined;
