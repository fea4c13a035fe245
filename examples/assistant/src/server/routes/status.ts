import { defaultPrincipal, principalsById } from '../../principals/demo-principals.ts';
import { sendJson } from '../http-error.ts';
import type { StatusResponse } from '../protocol.ts';
import type { Exchange, ServerParts } from '../route.ts';

/** Tells the page what this start of the program is. */
export function status({ response }: Exchange, parts: ServerParts): Promise<void> {
  const { answerModel, embedding } = parts.assistant;
  const { id, provider } = answerModel.model.info;
  const demos = [...principalsById];
  const body: StatusResponse = {
    principals: demos.map(([name, { principal, description }]) => ({
      id: name,
      tenant: principal.tenant,
      kind: principal.kind === 'anonymous' ? 'anonymous' : 'user',
      groups: principal.groups,
      description,
    })),
    defaultPrincipal,
    model: { id, provider, isExtractive: answerModel.isExtractive },
    search: { isDense: embedding.note === undefined, note: embedding.note },
    suggestions: Object.fromEntries(
      demos.filter(([, demo]) => demo.suggestions.length > 0).map(([name, demo]) => [name, demo.suggestions]),
    ),
  };
  sendJson(response, 200, body);
  return Promise.resolve();
}
