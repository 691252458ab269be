export { type ConsoleConfig, readConsoleConfig } from './config.ts';
export { CONSOLE_MIGRATIONS, type Console, startConsole } from './service.ts';
