import { packageBuild } from '../../tsup.config.base.ts';

export default packageBuild({
  index: 'src/index.ts',
  cli: 'src/cli/cli.ts',
  testing: 'src/testing/testing.ts',
  'inference.worker': 'src/engine/inference.worker.ts',
  'tokenizer.worker': 'src/engine/tokenizer.worker.ts',
  'fit.worker': 'src/fit/fit.worker.ts',
});
