import { type HttpApp, PUBLIC } from '@necips/runtime';
import Type from 'typebox';
import type { AggregationConfig } from '../config.ts';
import type { Context } from '../context.ts';
import { listLatency } from '../queries/list-latency.ts';
import { NodeParams } from './nodes.ts';

const Count = Type.Integer({ minimum: 0 });
const HOURS_MAX = 8_784;

/** Roll-up latency over time; public like the status. */
export function registerLatencyRoute(
  app: HttpApp,
  context: Pick<Context, 'reading' | 'now'>,
  config: AggregationConfig['latency'],
): void {
  app.get(
    '/v1/nodes/:node/latency',
    {
      schema: {
        summary: '汇集时延历史 Roll-up latency of a province over time, the oldest first',
        description:
          '由提交（省级）到可查（中央）。 From the commit in the province to readable here. Where a step is wider than what was kept, ' +
          '`p50Ms` is the mean of the medians weighted by leaves, and `p99Ms` the worst.',
        tags: ['nodes'],
        params: NodeParams,
        querystring: Type.Object({
          hours: Type.Integer({ minimum: 1, maximum: HOURS_MAX, default: 24, description: '最近若干小时 Hours back' }),
        }),
        response: {
          200: Type.Object({
            stepMs: Type.Integer({ minimum: 1, description: '每点毫秒数 Width of a step' }),
            keptMs: Type.Integer({ minimum: 1, description: '保存毫秒数 How long history is kept' }),
            items: Type.Array(
              Type.Object({
                at: Type.String({ format: 'date-time', description: '起点 Where the step begins' }),
                samples: Type.Integer({ minimum: 1, description: '叶数 Leaves that were applied in it' }),
                p50Ms: Count,
                p99Ms: Count,
              }),
              { description: '没有新变更的时段不列 Steps in which nothing was applied are absent' },
            ),
          }),
        },
      },
      config: { access: PUBLIC },
    },
    async ({ params, query }) => {
      const { stepMs, items } = await listLatency(context, config, { node: params.node, hours: query.hours });
      const points = items.map(({ atMs, ...summary }) => ({ at: new Date(atMs).toISOString(), ...summary }));
      return { stepMs, keptMs: config.keepMs, items: points };
    },
  );
}
