import { runMain } from '@necips/runtime';
import { readConsoleConfig } from './config.ts';
import { startConsole } from './service.ts';

await runMain('console', (env) => startConsole(readConsoleConfig(env)));
