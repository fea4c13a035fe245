import { join } from 'node:path';
import { gt, lt } from 'semver';
import { digestOf, textOf, unifyLines } from '../content/content.ts';
import type { Disk } from '../disk/disk.ts';
import { stateFolder, type AppRecord } from '../record/app-record.ts';
import { baseFile, unpackBase } from '../record/base.ts';
import type { Template } from '../template/template.ts';
import { hasConflictMarkers } from '../update/merge-text.ts';
import { sideSuffix } from '../update/side-file.ts';
import type { Finding } from './finding.ts';

/** What has changed since the template was written, and what an update has left open. */
export async function examineDrift(
  disk: Disk,
  project: string,
  record: AppRecord,
  template: Template | undefined,
  toolVersion: string,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [...versionFindings(record, template, toolVersion)];
  for (const [path, digest] of Object.entries(record.files)) {
    const content = await disk.read(join(project, path));
    if (content === undefined) {
      findings.push({
        id: 'file-deleted',
        severity: 'info',
        file: path,
        message: 'is part of the template and was deleted',
        remedy: 'nothing, if that is meant: updates leave it deleted',
      });
      continue;
    }
    if (hasConflictMarkers(textOf(content) ?? ''))
      findings.push({
        id: 'conflict-markers',
        severity: 'error',
        file: path,
        message: 'holds conflict markers of an update',
        remedy: 'choose between the two versions and take the markers out',
      });
    else if (digestOf(unifyLines(content).content) !== digest)
      findings.push({
        id: 'file-changed',
        severity: 'info',
        file: path,
        message: 'differs from the template',
        remedy: 'nothing: updates merge it',
      });
    for (const side of await sideFiles(disk, project, path))
      findings.push({
        id: 'template-file-beside',
        severity: 'warning',
        file: side,
        message: `is the template's version of ${path}, which an update could not put in its place`,
        remedy: 'take over what you want of it, then delete it',
      });
  }
  return [...findings, ...(await stateFindings(disk, project, record))];
}

function versionFindings(record: AppRecord, template: Template | undefined, toolVersion: string): readonly Finding[] {
  if (template === undefined)
    return [
      {
        id: 'template-unknown',
        severity: 'warning',
        message: `this tool has no template ${record.template}`,
        remedy: 'run npm create @org/ai-app@latest doctor',
      },
    ];
  if (gt(record.toolVersion, toolVersion) || gt(record.templateVersion, template.version))
    return [
      {
        id: 'tool-outdated',
        severity: 'error',
        message: `the project was made with create-ai-app ${record.toolVersion} from ${template.name} ${record.templateVersion}, this is ${toolVersion} with ${template.version}`,
        remedy: 'raise @org/create-ai-app in package.json, or run npm create @org/ai-app@latest doctor',
      },
    ];
  if (!lt(record.templateVersion, template.version)) return [];
  return [
    {
      id: 'template-outdated',
      severity: 'warning',
      message: `the project is made from ${template.name} ${record.templateVersion}, and there is ${template.version}`,
      remedy: 'run npm create @org/ai-app@latest update',
    },
  ];
}

async function sideFiles(disk: Disk, project: string, path: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (let number = 1; ; number++) {
    const side = `${path}${sideSuffix}${number === 1 ? '' : `-${number}`}`;
    if ((await disk.kind(join(project, side))) === undefined) return found;
    found.push(side);
  }
}

async function stateFindings(disk: Disk, project: string, record: AppRecord): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  if ((await disk.kind(join(project, stateFolder, 'update', 'journal.json'))) !== undefined)
    findings.push({
      id: 'update-interrupted',
      severity: 'error',
      message: 'an update was interrupted',
      remedy: 'run npm create @org/ai-app@latest update, which completes it',
    });
  const base = unpackBase(await disk.read(join(project, baseFile)), record);
  if (base.size < Object.keys(record.files).length)
    findings.push({
      id: 'base-damaged',
      severity: 'warning',
      file: baseFile,
      message: 'does not hold the files of the recorded version: an update would leave every change to you',
      remedy: 'get the file back from git, and keep it in git',
    });
  return findings;
}
