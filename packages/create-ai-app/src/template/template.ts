import type { Files } from '../content/content.ts';
import type { TemplateManifest } from './template-manifest.ts';

/** A template as it is packed: versions pinned, nothing of the workspace left in it. */
export interface Template extends TemplateManifest {
  /** Its folder's name, which stands for the project's name in its files. */
  readonly name: string;
  readonly files: Files;
}

/** Where templates come from, and which versions of our packages they were made for. */
export interface TemplateSource {
  /** Names of the templates, sorted. */
  readonly names: readonly string[];
  /** `@org/ai-core` → `1.4.0`: versions of our packages at the time of packing. */
  readonly packages: Readonly<Record<string, string>>;
  /** @throws AppError `unknown-template` or `invalid-template` */
  readonly read: (name: string) => Promise<Template>;
}
