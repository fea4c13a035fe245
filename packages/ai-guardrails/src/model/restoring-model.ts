import type { CallContext, ChatEvent, ChatModel, ChatRequest, ChatResult, ModelInfo, Part } from '@org/ai-core';
import { restoreJson } from '../vault/restore-json.ts';
import type { RestoreFormat, RestoreStream } from '../vault/restore-stream.ts';
import type { Vault } from '../vault/vault.ts';
import type { VaultSession } from '../vault/vault-session.ts';
import { withText } from './guard-content.ts';

type TextDelta = Extract<ChatEvent, { readonly type: 'text-delta' | 'reasoning-delta' | 'refusal-delta' }>;

/**
 * Puts values back into the answers of a guarded model, behind its rails. Only what a person reads gets them: text and
 * refusals. A tool is a way out, and reasoning goes back to the model, signed as it was sent.
 * @param guarded - makes the guarded model of one call, on the vault session that the call shares
 */
export function restoringModel(vault: Vault, info: ModelInfo, guarded: (vault: Vault) => ChatModel): ChatModel {
  const begin = async (context: CallContext): Promise<{ session: VaultSession; model: ChatModel }> => {
    const session = await vault.open(context);
    return { session, model: guarded({ ...vault, open: () => Promise.resolve(session) }) };
  };
  return {
    info,
    async generate<T>(request: ChatRequest<T>, context: CallContext): Promise<ChatResult<T>> {
      const { session, model } = await begin(context);
      return restoredResult(await model.generate(request, context), session, formatOf(request));
    },
    async *stream<T>(request: ChatRequest<T>, context: CallContext): AsyncGenerator<ChatEvent<T>, void> {
      const { session, model } = await begin(context);
      const format = formatOf(request);
      const open = new Map<number, { readonly type: TextDelta['type']; readonly stream: RestoreStream }>();

      const close = function* (block: number): Generator<ChatEvent<T>, void> {
        const { type, stream } = open.get(block) ?? {};
        open.delete(block);
        const text = stream?.end() ?? '';
        if (type !== undefined && text !== '') yield { type, block, text };
      };

      for await (const event of model.stream(request, context)) {
        switch (event.type) {
          case 'text-delta':
          case 'refusal-delta': {
            const { type, block } = event;
            const stream = open.get(block)?.stream ?? session.restoreStream({ format });
            open.set(block, { type, stream });
            const text = stream.push(event.text);
            if (text !== '') yield { type, block, text };
            break;
          }
          case 'part':
            yield* close(event.block);
            yield { ...event, part: restoredPart(event.part, session, format) };
            break;
          case 'finish':
            for (const block of [...open.keys()]) yield* close(block);
            yield { type: 'finish', result: restoredResult(event.result, session, format) };
            break;
          case 'switch':
            if (event.discard === 'all') open.clear();
            yield event;
            break;
          default:
            yield event;
        }
      }
    },
  };
}

/** A structured answer is JSON, and stays JSON. */
function formatOf(request: ChatRequest<unknown>): RestoreFormat {
  return request.output === undefined ? 'text' : 'json';
}

function restoredPart(part: Part, session: VaultSession, format: RestoreFormat): Part {
  if (part.type !== 'text' && part.type !== 'refusal') return part;
  return withText(part, session.restore(part.text, { format }));
}

function restoredResult<T>(result: ChatResult<T>, session: VaultSession, format: RestoreFormat): ChatResult<T> {
  const content = result.content.map((part) => restoredPart(part, session, format));
  const text = content.map((part) => (part.type === 'text' ? part.text : '')).join('');
  return { ...result, content, text, object: restoreJson(result.object, session) };
}
