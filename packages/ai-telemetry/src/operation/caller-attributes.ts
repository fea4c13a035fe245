import type { CallContext } from '@org/ai-core';
import { isSafeName } from '../attributes/safe-name.ts';
import type { SafeValue } from '../attributes/screen-attributes.ts';
import { ai } from '../semantic-conventions/ai.ts';
import { genAi } from '../semantic-conventions/gen-ai.ts';

/** What a span says about its caller: tenant, feature, release and ids of the call. The subject and its groups stay out. */
export function callerAttributes(context: CallContext | undefined): Record<string, SafeValue> {
  if (context === undefined) return {};
  const values: Record<string, string | undefined> = {
    [ai.tenant]: context.principal.tenant,
    [ai.feature]: context.feature,
    [ai.release]: context.release,
    [ai.requestId]: context.requestId,
    [ai.priority]: context.priority,
    [genAi.conversationId]: context.conversation,
  };
  const safe = Object.entries(values).filter((entry): entry is [string, string] => isSafeName(entry[1]));
  return Object.fromEntries(safe);
}
