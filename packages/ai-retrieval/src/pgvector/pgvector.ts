export { openPostgresIndex, type PostgresIndexOptions } from './postgres-index.ts';
export { migratePostgresIndex, type MigrationOptions } from './schema.ts';
