export * from './restored.ts';
