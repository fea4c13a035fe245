import { packageBuild } from '../../tsup.config.base.ts';

export default packageBuild({
  index: 'src/index.ts',
  phone: 'src/phone/phone.ts',
  language: 'src/language/language.ts',
  cli: 'src/cli/cli.ts',
  testing: 'src/testing/testing.ts',
});
