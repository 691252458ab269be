import { runMain } from '@necips/runtime';
import { readAggregationConfig } from './config.ts';
import { startAggregation } from './service.ts';

await runMain('aggregation', (env) => startAggregation(readAggregationConfig(env)));
