import { packageBuild } from '../../tsup.config.base.ts';

export default packageBuild({
  index: 'src/index.ts',
  'ai-sdk': 'src/ai-sdk/ai-sdk.ts',
  openai: 'src/openai/openai.ts',
  hono: 'src/hono/hono.ts',
  fastify: 'src/fastify/fastify.ts',
  jwt: 'src/jwt/jwt.ts',
});
