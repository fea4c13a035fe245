import { AiError } from '@org/ai-core';
import type * as OnnxRuntime from 'onnxruntime-node';

/** The ONNX runtime's module. */
export type Runtime = typeof OnnxRuntime;

/** Loads onnxruntime-node. @throws AiError `unsupported` that says what to install */
export async function loadRuntime(
  importRuntime: () => Promise<Runtime> = () => import('onnxruntime-node'),
): Promise<Runtime> {
  try {
    return await importRuntime();
  } catch (cause) {
    throw new AiError(
      'unsupported',
      'local models need the package onnxruntime-node 1.30 or newer: npm install onnxruntime-node ' +
        '(with ONNXRUNTIME_NODE_INSTALL=skip in the environment where its download of GPU libraries is not wanted); it has no build for macOS on Intel processors',
      { details: { package: 'onnxruntime-node' }, cause },
    );
  }
}
