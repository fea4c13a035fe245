import { valid } from 'semver';
import { z } from 'zod';
import { isProjectPath } from '../content/project-path.ts';

const path = z.string().refine(isProjectPath, 'must be a path below the template, with "/"');
const version = z.string().refine((text) => valid(text) === text, 'must be a version such as 1.2.0');
/** What an answer may hold: it is put into files as it is, and so may break none of them. */
export const answerText: z.ZodString = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9 ._@/-]{0,79}$/, 'must be 1 to 80 letters, digits, spaces or . _ @ / -');

/** A question of a template. In the files that it names, its default is replaced by the answer. */
export interface TemplateQuestion {
  readonly id: string;
  readonly message: string;
  readonly default: string;
  readonly choices?: readonly string[] | undefined;
  readonly files: readonly string[];
}

/** A setting that the doctor of a template finds unsafe, in files of settings, Dockerfiles and workflows. */
export interface UnsafeSetting {
  readonly name: string;
  readonly values: readonly string[];
  readonly remedy: string;
}

/** `template.json`: what a template says about itself. */
export interface TemplateManifest {
  readonly title: string;
  readonly description: string;
  readonly version: string;
  /** Script of the project that is run once, before its first start. */
  readonly setup?: string | undefined;
  readonly questions: readonly TemplateQuestion[];
  readonly nameIn: readonly string[];
  readonly unsafeSettings: readonly UnsafeSetting[];
}

const question = z
  .strictObject({
    id: z.string().regex(/^[a-z][a-zA-Z0-9-]{0,39}$/, 'must be letters, digits and hyphens'),
    message: z.string().min(1),
    default: answerText,
    choices: z.array(answerText).min(2).optional(),
    files: z.array(path).default([]),
  })
  .refine((item) => item.choices?.includes(item.default) ?? true, 'the default must be one of the choices');

/** The schema of `template.json`. */
export const templateManifest: z.ZodType<TemplateManifest> = z.strictObject({
  title: z.string().min(1),
  description: z.string().min(1),
  version,
  setup: z
    .string()
    .regex(/^[a-z][a-z0-9:-]{0,39}$/, 'must be the name of a script')
    .optional(),
  questions: z.array(question).max(8),
  /** Files in which the template's own name is replaced by the project's. package.json is one in any case. */
  nameIn: z.array(path).default([]),
  unsafeSettings: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'must be the name of an environment variable'),
        values: z.array(z.string()).min(1),
        remedy: z.string().min(1),
      }),
    )
    .default([]),
});
