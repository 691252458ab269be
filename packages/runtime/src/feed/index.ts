export * from './append.ts';
export * from './cursor.ts';
export * from './follow.ts';
export * from './record-version-digest.ts';
