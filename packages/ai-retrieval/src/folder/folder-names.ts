/** The names in one folder. */
export interface FolderNames {
  has(name: string): boolean;
  /** The names that differ from this one by letter case or by the form of their accents at most. */
  like(name: string): readonly string[];
}

/** Indexes the names of a folder, so that looking one up does not read the folder again. */
export function createFolderNames(names: readonly string[]): FolderNames {
  const exact = new Set(names);
  const folded = Map.groupBy(names, fold);
  return { has: (name) => exact.has(name), like: (name) => folded.get(fold(name)) ?? [] };
}

function fold(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
