import { AiError } from '@org/ai-core';
import type { FolderFiles } from './folder-files.ts';

/** Path of the ONNX file below the folder; `wanted` chooses among several. */
export async function findModelFile(files: FolderFiles, wanted: string | undefined): Promise<string> {
  if (wanted !== undefined) {
    if (wanted.split(/[/\\]/).includes('..') || !(await files.has(wanted)))
      throw new AiError('not-found', `there is no file ${wanted} in the model folder`, { details: { field: 'model' } });
    return wanted;
  }
  for (const usual of ['model.onnx', 'onnx/model.onnx']) if (await files.has(usual)) return usual;
  const found = [...(await files.list('')), ...(await files.list('onnx')).map((name) => `onnx/${name}`)].filter(
    (name) => name.endsWith('.onnx'),
  );
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  throw new AiError(
    'invalid-input',
    found.length === 0
      ? 'there is no .onnx file in the folder or its folder onnx; export the model to ONNX first'
      : `the folder holds ${found.join(', ')}; say which with --model`,
    { details: { field: 'model' } },
  );
}
