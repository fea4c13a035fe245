import type { DocumentMetadata } from './document-metadata.ts';
import type { ExtractThreads } from './isolated/extract-threads.ts';
import type { FolderProblem, SkipReason } from './folder-item.ts';

/** What a file says, whatever its format: the text that is stored, cited and cut. */
export interface Body {
  readonly text: string;
  readonly title?: string | undefined;
  /** From the file itself: front matter. */
  readonly metadata?: readonly DocumentMetadata[] | undefined;
  readonly problems?: readonly FolderProblem[] | undefined;
  /** Something in it looks like access rules that are not read there. */
  readonly hasStrayAccess: boolean;
  readonly isEmpty: boolean;
}

/** Why a file gives no body. */
export interface NoBody {
  readonly reason: SkipReason;
  readonly message: string;
}

/** The most that one file may hold, and take. */
export interface BodyLimits {
  /** UTF-16 units of extracted text. */
  readonly maxTextLength: number;
  readonly maxPages: number;
  /** What one file may take while it is read in a thread of its own. */
  readonly extractTimeoutMs: number;
  /** Read what could hold a process up for ever. */
  readonly threads: ExtractThreads;
  readonly signal?: AbortSignal | undefined;
}

/** For a file that says more than may be kept of it. */
export function tooMuchText({ maxTextLength }: Pick<BodyLimits, 'maxTextLength'>): NoBody {
  const message = `the extracted text is longer than ${String(maxTextLength)} characters; raise limits.maxTextLength or split the file`;
  return { reason: 'too-large', message };
}

/** For a file whose format is read by a package that is not installed. */
export function missingPackage(name: string, format: string): NoBody {
  const message = `reading ${format} needs the package ${name}; install it beside @org/ai-retrieval`;
  return { reason: 'missing-package', message };
}
