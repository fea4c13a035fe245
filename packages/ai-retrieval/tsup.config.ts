import { packageBuild } from '../../tsup.config.base.ts';

export default packageBuild({
  index: 'src/index.ts',
  testing: 'src/testing/testing.ts',
  versions: 'src/versions/versions.ts',
  workers: 'src/workers/workers.ts',
  cli: 'src/cli/cli.ts',
  evaluation: 'src/evaluation/evaluation.ts',
  vector: 'src/vector/vector.ts',
  pgvector: 'src/pgvector/pgvector.ts',
  'extract.worker': 'src/folder/isolated/extract.worker.ts',
  'read-ahead.worker': 'src/folder/read-ahead.worker.ts',
  'vector.worker': 'src/vector/vector.worker.ts',
});
