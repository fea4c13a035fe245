// Reads what a compiler says about the consumer's project.

/** Errors in the consumer's own files and in our declarations, by where they come from; those inside of other people's declarations are theirs. */
export function typeErrors(output: string, places: ReadonlyMap<string, string>): readonly string[] {
  return output
    .split('\n')
    .filter((line) => /error TS\d+/.test(line))
    .filter((line) => !/^node_modules\/(?!@org\/)/.test(line))
    .map((line) => line.replace(/^[\w-]+\.ts(?=\()/, (file) => places.get(file) ?? file));
}
