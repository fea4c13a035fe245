export { guardFastify, type GuardFastifyOptions } from './guard-fastify.ts';
