import type { ModelInspection } from '../import/inspect-model.ts';
import type { ModelPort } from '../onnx/read-model.ts';

const shownOperators = 12;

/** What `ai model inspect` prints of the ONNX file. */
export function describeModel({ model, memory }: ModelInspection): string {
  const opsets = Object.entries(model.opsets).map(
    ([domain, version]) => `${domain === '' ? 'ai.onnx' : domain} ${String(version)}`,
  );
  const operators = Object.entries(model.operators);
  const rows: readonly (readonly [string, string])[] = [
    ...model.inputs.map((port) => ['input', portText(port)] as const),
    ...model.outputs.map((port) => ['output', portText(port)] as const),
    ['operator sets', `${opsets.join(', ')} (IR version ${String(model.irVersion)})`],
    ['producer', model.producer === '' ? 'not stated' : model.producer],
    [
      'parameters',
      Object.entries(model.parameters)
        .map(([type, count]) => `${count.toLocaleString('en')} ${type}`)
        .join(', '),
    ],
    [
      'operators',
      `${operators
        .slice(0, shownOperators)
        .map(([name, count]) => `${name} ${String(count)}`)
        .join(', ')}${operators.length > shownOperators ? ', ...' : ''}`,
    ],
    ...(model.externalFiles.length === 0 ? [] : [['external data', model.externalFiles.join(', ')] as const]),
    [
      'memory per worker',
      `about ${mebibytes(memory.loaded)}, ${mebibytes(memory.loading)} while it loads; batches come on top`,
    ],
  ];
  return rows.map(([label, value]) => `${label.padEnd(22)} ${value}\n`).join('');
}

function portText({ name, type, shape }: ModelPort): string {
  return `${name} ${type} [${shape.join(', ')}]`;
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(bytes < 2 ** 24 ? 1 : 0)} MiB`;
}
