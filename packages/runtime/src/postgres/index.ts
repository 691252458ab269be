export * from './connect.ts';
export * from './database-away.ts';
export * from './migrate.ts';
export * from './rewrite-tables.ts';
