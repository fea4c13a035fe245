import type { CallContext, TextSpan } from '@org/ai-core';
import { evidenceOf, type Evidence, type Guard } from '@org/ai-guardrails';
import type { AnswerDecision } from './answer.ts';
import type { RagLimits } from './limits.ts';
import type { TitledPassage } from './rag-index.ts';
import { createTimeSlice } from './time-slice.ts';

/** A passage that may stand in the prompt. */
export interface ScreenedPassage {
  /** What `[n]` means in the model's answer. */
  readonly number: number;
  readonly passage: TitledPassage;
  /** The text as the rails left it. */
  readonly promptText: string;
  /** The passage's own text, without what the rails took out. */
  readonly evidence: Evidence;
}

/** Puts every passage before the retrieval rails: redacted ones go on as the rails left them, blocked ones are dropped and reported. */
export async function screenPassages(
  passages: readonly TitledPassage[],
  parts: { readonly guard: Pick<Guard, 'check'>; readonly limits: RagLimits; readonly context: CallContext },
): Promise<{ readonly kept: readonly ScreenedPassage[]; readonly decisions: readonly AnswerDecision[] }> {
  const { guard, limits, context } = parts;
  const kept: ScreenedPassage[] = [];
  const decisions: AnswerDecision[] = [];
  const slice = createTimeSlice();
  let length = 0;
  for (const [index, passage] of passages.slice(0, limits.maxPassages).entries()) {
    const about = { step: 'screen', subject: 'passage', number: index + 1, document: passage.document } as const;
    if (kept.length > 0 && length + passage.text.length > limits.maxPromptLength) {
      decisions.push({ ...about, action: 'stop', reason: 'maxPromptLength', findings: [] });
      break;
    }
    await slice.breathe();
    const decision = await guard.check(passage.text, { stage: 'retrieval', context, origin: passage.origin });
    const { action, findings } = decision;
    if (action !== 'allow' || findings.length > 0) {
      decisions.push({ ...about, action, ...('reason' in decision ? { reason: decision.reason } : {}), findings });
    }
    if (action !== 'allow' && action !== 'redact') continue;
    const promptText = action === 'redact' ? decision.text : passage.text;
    // A finding that was only reported is still there word for word.
    const removed = findings.filter(({ start, end }) => !promptText.includes(passage.text.slice(start, end)));
    kept.push(screened(kept.length + 1, passage, promptText, removed));
    length += promptText.length;
  }
  return { kept, decisions };
}

/** Most passages are never cited, so that their evidence is prepared only when it is asked for, once. */
function screened(
  number: number,
  passage: TitledPassage,
  promptText: string,
  removed: readonly TextSpan[],
): ScreenedPassage {
  let evidence: Evidence | undefined;
  return {
    number,
    passage,
    promptText,
    get evidence() {
      evidence ??= evidenceOf(passage.text, removed);
      return evidence;
    },
  };
}
