import { type HttpApp, PUBLIC } from '@necips/runtime';
import Type from 'typebox';
import type { Context } from '../context.ts';
import { getCatalogueStatus } from '../queries/catalogue/get-catalogue-status.ts';
import { countConnectorsByState } from '../queries/connector/read-connectors.ts';
import { getStatus } from '../queries/get-status.ts';

const count = (description: string) => Type.Integer({ minimum: 0, description });

/** GET /v1/status */
export function getStatusRoute(app: HttpApp, context: Context): void {
  const schema = {
    summary: '运行状况 How the node’s collection stands',
    response: {
      200: Type.Object({
        node: Type.String({ description: '节点（6位） Node' }),
        feedIncarnation: Type.String({
          description:
            '变更流标识，恢复后更换，尚无读者时为空 Life of the feed; another after a restore, empty until it was followed',
        }),
        feedSequence: count('变更序号 Highest sequence number of the feed'),
        queue: Type.Object({
          receiving: count('上传中 Uploads arriving'),
          received: count('待处理 Waiting to be processed'),
          processing: count('处理中 Being processed'),
          takingBack: count('撤回中 Being taken back'),
          failed: count('失败 Set aside as failed'),
        }),
        held: Type.Object({
          waiting: count('待认领 Rows whose subject is not known'),
          oldestAt: Type.Unsafe<string | null>({
            type: ['string', 'null'],
            description: '最早一条的暂存时间 Since when the oldest waits',
          }),
        }),
        transfers: Type.Object({
          waiting: count('转送未有最终答复 Sent to other provinces, or to be sent, without a final answer'),
          overdue: count('其中逾期 Of them past a term of Order 45 §10'),
        }),
        connectors: Type.Object(
          {
            running: count('正常 Pulled without trouble'),
            failing: count('暂时读取不到，自动重试 Cannot be pulled at the moment; tried again'),
            paused: count('已暂停 Paused by somebody'),
            stopped: count('已停止，待人工处理 Stopped, waiting for somebody'),
          },
          { description: '数据库对接 Pull connectors' },
        ),
        catalogue: CATALOGUE,
        disk: Type.Object({
          freeBytes: Type.Union([Type.Integer(), Type.Null()]),
          totalBytes: Type.Union([Type.Integer(), Type.Null()]),
          databaseBytes: Type.Union([Type.Integer(), Type.Null()]),
          reason: Type.String({ description: '磁盘状况 In words' }),
        }),
      }),
    },
  };
  app.get('/v1/status', { schema, config: { access: PUBLIC } }, async () => {
    const [status, connectors, catalogue, disk] = await Promise.all([
      getStatus(context),
      countConnectorsByState(context),
      getCatalogueStatus(context),
      context.readDisk(),
    ]);
    return { ...status, connectors, catalogue, disk };
  });
}

const instantOrNull = (description: string) =>
  Type.Unsafe<string | null>({ type: ['string', 'null'], format: 'date-time', description });

const CATALOGUE = Type.Object(
  {
    version: count('现行版次，1为系统内置 Version in force; 1 is built in'),
    effectiveFrom: Type.String({ format: 'date', description: '生效日期 Since when it is in force' }),
    next: Type.Union(
      [Type.Object({ version: Type.Integer(), effectiveFrom: Type.String({ format: 'date' }) }), Type.Null()],
      {
        description: '待生效的版本 The version to come',
      },
    ),
    heardSince: instantOrNull('首次收到总局文件的时间 When the centre’s first document came'),
    refused: count('未予采信的消息数 Messages of the centre’s topic that were not believed'),
    lastRefusal: Type.Union(
      [
        Type.Object({
          reason: Type.String({ description: '原因代码 Stable code' }),
          detail: Type.String(),
          at: Type.String({ format: 'date-time' }),
        }),
        Type.Null(),
      ],
      { description: '最近一次 The newest of them' },
    ),
    reason: Type.String({ description: '说明 In words' }),
  },
  { description: '资源目录 The catalogue by which the node works' },
);
