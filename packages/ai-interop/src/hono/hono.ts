export { guardHono, type GuardHonoOptions } from './guard-hono.ts';
