export { writeModelFolder, type ModelFolderOptions, type WrittenModel } from './write-model-folder.ts';
export { miniLmShape, tinyShape, type EncoderShape } from './encoder-shape.ts';
export type { Dense, EncoderWeights, LayerWeights, Norm } from './encoder-weights.ts';
