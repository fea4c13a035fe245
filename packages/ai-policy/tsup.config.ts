import { packageBuild } from '../../tsup.config.base.ts';

export default packageBuild({
  index: 'src/index.ts',
  file: 'src/file/file.ts',
  cedar: 'src/cedar/cedar.ts',
  opa: 'src/opa/opa.ts',
  cli: 'src/cli/cli.ts',
  testing: 'src/testing/testing.ts',
});
