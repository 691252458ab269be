import { type HttpApp, PUBLIC } from '@necips/runtime';
import Type from 'typebox';
import type { Context } from '../context.ts';
import { getStatus } from '../queries/get-status.ts';

const count = (description: string) => Type.Integer({ minimum: 0, description });

/** GET /v1/status */
export function getStatusRoute(app: HttpApp, context: Context): void {
  const schema = {
    summary: '运行状况 How the node’s collection stands',
    response: {
      200: Type.Object({
        node: Type.String({ description: '节点（6位） Node' }),
        feedSequence: count('变更序号 Highest sequence number of the feed'),
        queue: Type.Object({
          receiving: count('上传中 Uploads arriving'),
          received: count('待处理 Waiting to be processed'),
          processing: count('处理中 Being processed'),
          takingBack: count('撤回中 Being taken back'),
          failed: count('失败 Set aside as failed'),
        }),
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
    const [status, disk] = await Promise.all([getStatus(context), context.readDisk()]);
    return { ...status, disk };
  });
}
