import { packageBuild } from '../../tsup.config.base.ts';

export default packageBuild({
  index: 'src/index.ts',
  runner: 'src/runner/runner.ts',
  cli: 'src/cli/cli.ts',
});
