import type { TemplateSource } from '../template/template.ts';
import type { Questions } from './ask.ts';
import type { InstallResult, PackageManager } from './install.ts';

/** What the program gets from its process; tests give it something else. */
export interface ProgramIo {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Whether somebody can be asked. */
  readonly isInteractive: boolean;
  readonly ask: Questions;
  readonly cwd: string;
  readonly signal: AbortSignal;
  readonly templates: () => Promise<TemplateSource>;
  readonly toolVersion: string;
  readonly manager: PackageManager;
  readonly install: (directory: string, manager: PackageManager, signal: AbortSignal) => Promise<InstallResult>;
}
