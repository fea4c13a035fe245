// Which licences may be in what we publish: those that ask for no more than their notice.
import parse from 'spdx-expression-parse';
import satisfies from 'spdx-satisfies';

/** SPDX ids that need no further look. */
const allowedLicences: readonly string[] = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'Zlib',
];

/** Packages whose manifest names no SPDX id, and what their licence file says; each version is read by itself. */
const readInTheirFile: Readonly<Record<string, string>> = {
  'duck 0.1.12': 'BSD-2-Clause',
};

/** One package as it is installed. */
export interface Licensed {
  readonly name: string;
  readonly version: string;
  /** What its manifest says. */
  readonly licence: unknown;
}

/** Names every package whose licence is not on the list, is missing, or is no SPDX expression. */
export function licenceProblems(packages: readonly Licensed[]): readonly string[] {
  return packages.flatMap(({ name, version, licence: stated }) => {
    const licence = readInTheirFile[`${name} ${version}`] ?? stated;
    if (typeof licence !== 'string' || licence === '') return [`${name} ${version} states no licence`];
    if (!isExpression(licence)) return [`${name} ${version}: "${licence}" is no SPDX expression`];
    return satisfies(licence, [...allowedLicences])
      ? []
      : [`${name} ${version} is under ${licence}, which is not on the list of scripts/release/licences.ts`];
  });
}

function isExpression(licence: string): boolean {
  try {
    parse(licence);
    return true;
  } catch {
    return false;
  }
}
