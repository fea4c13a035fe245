export { createJwtResolver, type JwtResolver, type JwtResolverOptions } from './jwt-resolver.ts';
export type { KeySource } from './key-set.ts';
