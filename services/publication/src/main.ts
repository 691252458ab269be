import { runMain } from '@necips/runtime';
import { readPublicationConfig } from './config.ts';
import { startPublication } from './service.ts';

await runMain('publication', (env) => startPublication(readPublicationConfig(env)));
