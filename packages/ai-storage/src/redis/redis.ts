export { openRedisKeyValue, type RedisKeyValue, type RedisKeyValueOptions } from './redis-key-value.ts';
