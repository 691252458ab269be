import { runMain } from '@necips/runtime';
import { readCollectionConfig } from './config.ts';
import { startCollection } from './service.ts';

await runMain('collection', async (env) => await startCollection(readCollectionConfig(env)));
