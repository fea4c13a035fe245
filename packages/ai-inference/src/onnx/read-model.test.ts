import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AiError } from '@org/ai-core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tinyShape } from '../testing/encoder-shape.ts';
import { writeModelFolder } from '../testing/write-model-folder.ts';
import { readModelDescription } from './read-model.ts';

let root: string;
let bytes: Uint8Array;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'ai-onnx-'));
  await writeModelFolder({ directory: join(root, 'plain'), task: 'tagging' });
  await writeModelFolder({ directory: join(root, 'external'), task: 'embedding', isExternal: true });
  await writeModelFolder({ directory: join(root, 'int8'), task: 'embedding', precision: 'int8' });
  bytes = await readFile(join(root, 'plain/model.onnx'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe('readModelDescription', () => {
  it('reads ports, operator sets, operators and weights', () => {
    const { hidden, layers, feedForward, vocabulary, positions } = tinyShape;
    const layer = 4 * (hidden * hidden + hidden) + 2 * hidden * feedForward + feedForward + hidden + 4 * hidden;
    const tables = (vocabulary + positions + 2) * hidden + 2 * hidden + hidden * 5 + 5;
    const described = readModelDescription(bytes);
    expect(described).toMatchObject({
      irVersion: 8,
      producer: '@org/ai-inference/testing',
      opsets: { '': 17 },
      inputs: ['input_ids', 'attention_mask', 'token_type_ids'].map((name) => ({
        name,
        type: 'int64',
        shape: ['batch', 'sequence'],
      })),
      outputs: [{ name: 'logits', type: 'float32', shape: ['batch', 'sequence', 5] }],
      externalFiles: [],
    });
    expect(described.operators).toMatchObject({ LayerNormalization: 5, Softmax: 2, Gather: 3 });
    // Besides the weights there are the scalars of the graph itself.
    expect(described.parameters['float32']).toBeGreaterThanOrEqual(layers * layer + tables);
    expect(described.parameters['float32']).toBeLessThan(layers * layer + tables + 16);
  });

  it('names files of external data, and counts what lies in them', async () => {
    const described = readModelDescription(await readFile(join(root, 'external/model.onnx')));
    expect(described.externalFiles).toEqual(['model.onnx_data']);
    expect(described.weightBytes).toBeGreaterThan(150_000);
  });

  it('tells the precision of the weights', async () => {
    const described = readModelDescription(await readFile(join(root, 'int8/model.onnx')));
    expect(described.parameters['int8']).toBeGreaterThan(15_000);
  });

  it('reads any bytes as a model or refuses them with a typed error', () => {
    const attempt = (input: Uint8Array): void => {
      try {
        readModelDescription(input);
      } catch (error) {
        if (!AiError.is(error, 'integrity')) throw error;
      }
    };
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (input) => {
        attempt(input);
      }),
    );
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, byte) => {
        const changed = Uint8Array.from(bytes);
        changed[at] = byte;
        attempt(changed);
      }),
      { numRuns: 300 },
    );
  });

  it('refuses a file that was cut off anywhere', () => {
    fc.assert(
      fc.property(fc.nat(bytes.length - 20), (length) => {
        expect(() => readModelDescription(bytes.subarray(0, length))).toThrow(AiError);
      }),
      { numRuns: 100 },
    );
  });
});
