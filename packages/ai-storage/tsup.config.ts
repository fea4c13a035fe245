import { packageBuild } from '../../tsup.config.base.ts';

export default packageBuild({
  index: 'src/index.ts',
  redis: 'src/redis/redis.ts',
  bullmq: 'src/bullmq/bullmq.ts',
  testing: 'src/testing/testing.ts',
});
