import { packageBuild } from '../../tsup.config.base.ts';

export default packageBuild({
  index: 'src/index.ts',
  otel: 'src/otel/otel.ts',
  prometheus: 'src/prometheus/prometheus.ts',
});
