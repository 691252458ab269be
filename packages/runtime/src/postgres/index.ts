export * from './connect.ts';
export * from './database-away.ts';
export * from './in-one-go.ts';
export * from './migrate.ts';
export * from './rewrite-tables.ts';
