/** What is read of a package's manifest. */
export interface PackageManifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly exports: Readonly<Record<string, { readonly '@org/source'?: string } | string>>;
}
export declare function readPackages(
  root: string,
): readonly { readonly name: string; readonly manifest: PackageManifest }[];
export declare function entryMap(root: string): Readonly<Record<string, string>>;
export declare function sourceEntries(root: string): readonly string[];
