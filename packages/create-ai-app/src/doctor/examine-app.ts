import { join, resolve } from 'node:path';
import type { Disk } from '../disk/disk.ts';
import { createNodeDisk } from '../disk/node-disk.ts';
import { textOf } from '../content/content.ts';
import { readRecord } from '../record/app-record.ts';
import type { TemplateSource } from '../template/template.ts';
import { examineDrift } from './examine-drift.ts';
import { examineGates } from './examine-gates.ts';
import { examinePackages } from './examine-packages.ts';
import { examineSettings } from './examine-settings.ts';
import type { Examined, Finding } from './finding.ts';
import { trackedFiles } from './tracked-files.ts';

/** What {@link examineApp} looks at. */
export interface ExamineAppOptions {
  /** The project's folder. */
  readonly directory: string;
  readonly templates: TemplateSource;
  readonly toolVersion: string;
  /** @defaultValue the machine's own disk */
  readonly disk?: Disk | undefined;
}

/** What the doctor says about a project. */
export interface Examination {
  readonly template: string;
  readonly templateVersion: string;
  /** The worst first. */
  readonly findings: readonly Finding[];
  /** Whether there is no finding of severity `error`. */
  readonly isHealthy: boolean;
}

const order = { error: 0, warning: 1, info: 2 } as const;

/**
 * Looks at a project: what drifted from its template, which gates are missing, which of our packages are old, which settings are unsafe.
 * Works offline, and changes nothing.
 *
 * @throws AppError `no-record`, `invalid-record` or `newer-version`
 */
export async function examineApp(options: ExamineAppOptions): Promise<Examination> {
  const { disk = createNodeDisk(), templates, toolVersion } = options;
  const project = resolve(options.directory);
  const record = await readRecord(disk, project);
  const template = templates.names.includes(record.template) ? await templates.read(record.template) : undefined;
  const examined: Examined = {
    text: async (path) => {
      const content = await disk.read(join(project, path)).catch(() => undefined);
      return content === undefined ? undefined : textOf(content);
    },
    list: (path) => disk.list(join(project, path)),
  };
  const findings = [
    ...(await examineDrift(disk, project, record, template, toolVersion)),
    ...(await examineGates(examined)),
    ...(await examinePackages(examined, templates.packages)),
    ...(await examineSettings(examined, trackedFiles(project), template?.unsafeSettings ?? [])),
  ].sort((a, b) => order[a.severity] - order[b.severity]);
  const { template: name, templateVersion } = record;
  return {
    template: name,
    templateVersion,
    findings,
    isHealthy: !findings.some(({ severity }) => severity === 'error'),
  };
}
