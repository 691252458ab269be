export { type AggregationConfig, readAggregationConfig } from './config.ts';
export { AGGREGATION_MIGRATIONS, type Aggregation, startAggregation } from './service.ts';
