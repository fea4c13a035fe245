import type { OperationSpan, Telemetry } from '../contracts/ports.ts';

const nothing = (): void => undefined;

const span: OperationSpan = {
  run: (work) => work(),
  set: nothing,
  firstToken: nothing,
  usage: nothing,
  decision: nothing,
  end: nothing,
};

/** Telemetry that records nothing: the default everywhere. */
export const noopTelemetry: Telemetry = { start: () => span };
