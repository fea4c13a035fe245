import { lt, minVersion, validRange } from 'semver';
import { z } from 'zod';
import type { Examined, Finding } from './finding.ts';

const ranges = z.record(z.string(), z.string()).optional();
const manifestSchema = z.looseObject({ dependencies: ranges, devDependencies: ranges });
const installedSchema = z.looseObject({ version: z.string() });

/** Our packages against the versions that this tool was packed with; nothing is asked of a registry. */
export async function examinePackages(
  { text }: Examined,
  packages: Readonly<Record<string, string>>,
): Promise<readonly Finding[]> {
  const manifest = manifestSchema.safeParse(parseJson(await text('package.json'))).data;
  if (manifest === undefined)
    return [
      {
        id: 'package-json-unreadable',
        severity: 'error',
        file: 'package.json',
        message: 'is missing, or is no valid JSON',
        remedy: 'get the file back from git, or repair it',
      },
    ];
  const findings: Finding[] = [];
  for (const [name, range] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
    const latest = packages[name];
    if (latest === undefined) continue;
    const file = 'package.json';
    const least = validRange(range) === null || range === '' || range === '*' ? null : minVersion(range);
    if (least === null) {
      findings.push({
        id: 'package-not-pinned',
        severity: 'warning',
        file,
        message: `${name} is asked for as "${range}", which says no version`,
        remedy: `write ^${latest}`,
      });
      continue;
    }
    const installed = installedSchema.safeParse(parseJson(await text(`node_modules/${name}/package.json`))).data
      ?.version;
    if (lt(installed ?? least, latest) || lt(least, latest))
      findings.push({
        id: 'package-outdated',
        severity: 'warning',
        file,
        message: `${name} is ${installed === undefined ? `asked for from ${least.version}` : `installed as ${installed}`}, and there is ${latest}`,
        remedy: `run npm install ${name}@^${latest}`,
      });
  }
  return findings;
}

function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}
