import { canonicalJson, type JsonValue } from '@org/ai-core';
import type { EvalReport } from './report.ts';

/** The report as canonical JSON (RFC 8785) and a line feed: equal reports are equal bytes. */
export function renderJson(report: EvalReport): string {
  return `${canonicalJson(report as unknown as JsonValue)}\n`;
}
