import { packageBuild } from '../../tsup.config.base.ts';

export default packageBuild({
  index: 'src/index.ts',
  prices: 'src/prices/prices.ts',
  prometheus: 'src/prometheus/prometheus.ts',
  otel: 'src/otel/otel.ts',
});
