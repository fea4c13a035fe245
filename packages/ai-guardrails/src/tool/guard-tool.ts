import {
  throwIfDone,
  systemClock,
  type CallContext,
  type DataPart,
  type JsonValue,
  type Part,
  type ToolSpec,
} from '@org/ai-core';
import { isStopped, type GuardDecision } from '../guard/decision.ts';
import type { Guard } from '../guard/guard.ts';
import { parseJson } from '../model/guard-content.ts';
import { guardJson } from '../model/guard-json.ts';
import { guardEvidence } from '../model/guard-request.ts';
import type { Vault } from '../vault/vault.ts';

/** A call that a model asks for. */
export type ToolCall = Extract<Part, { readonly type: 'tool-call' }>;
/** What goes back to the model. */
export type ToolResult = Extract<Part, { readonly type: 'tool-result' }>;

/** A tool: what a model is told of it, and what runs. */
export interface Tool {
  readonly spec: ToolSpec;
  /**
   * Whether the tool gets the values behind the placeholders in its arguments, where the guard has a vault. What a tool
   * gets leaves the guard: say so only of a tool that needs them. @defaultValue false
   */
  readonly getsValues?: boolean | undefined;
  /** What it throws reaches the caller of {@link GuardedTool.call}. Stops when `context.signal` fires. */
  run(input: JsonValue, context: CallContext): Promise<string | readonly DataPart[]>;
}

/** What came of a tool call. `result` is what the model may read of it, in each case. */
export type ToolOutcome =
  | { readonly status: 'done'; readonly result: ToolResult; readonly decision: GuardDecision }
  /** The tool did not run. */
  | { readonly status: 'blocked' | 'needs-approval'; readonly result: ToolResult; readonly decision: GuardDecision };

/** A tool behind a guard. */
export interface GuardedTool {
  readonly spec: ToolSpec;
  /**
   * Checks the arguments at stage `tool-call`, runs the tool with what is left of them, and checks what it says at stage
   * `tool-result`, as untrusted text. The tool does not run when a rail blocks, asks for approval, or has redacted the
   * arguments until they are no JSON any more.
   * @throws AiError `aborted` or `timeout` when the caller's signal or deadline fires; what the tool throws
   */
  call(toolCall: ToolCall, context: CallContext): Promise<ToolOutcome>;
}

const BLOCKED = '[tool call blocked]';
const NEEDS_APPROVAL = '[tool call needs approval]';

/** Puts a guard around a tool. */
export function guardTool(guard: Guard, tool: Tool, vault?: Vault): GuardedTool {
  return {
    spec: tool.spec,
    async call(toolCall, context) {
      // As the tool reads them: escapes in the text of the call hide nothing.
      const input = toolCall.arguments ?? parseJson(toolCall.argumentsText) ?? toolCall.argumentsText;
      const decision = await guardJson(guard, input, 'tool-call', context);
      const checked = decision.action === 'redact' ? parseJson(decision.text) : input;
      if (isStopped(decision) || checked === undefined) {
        const status = decision.action === 'require-approval' ? 'needs-approval' : 'blocked';
        const text = status === 'blocked' ? BLOCKED : NEEDS_APPROVAL;
        return { status, decision, result: resultOf(toolCall, [{ type: 'text', text }], true) };
      }
      const opened = tool.getsValues === true ? vault : undefined;
      const given = opened === undefined ? checked : opened.forGuards.restoreJson(checked, await opened.open(context));
      throwIfDone(context, systemClock);
      const said = await tool.run(given, context);
      const parts: readonly DataPart[] = typeof said === 'string' ? [{ type: 'text', text: said }] : said;
      const content: DataPart[] = [];
      for (const part of parts) content.push(await guardEvidence(guard, 'tool-result', part, context));
      return { status: 'done', decision, result: resultOf(toolCall, content, false) };
    },
  };
}

function resultOf({ id, name }: ToolCall, content: readonly DataPart[], isError: boolean): ToolResult {
  return { type: 'tool-result', id, name, content, ...(isError ? { isError } : {}) };
}
