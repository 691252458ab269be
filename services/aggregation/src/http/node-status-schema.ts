import Type from 'typebox';

const Instant = Type.String({ format: 'date-time' });
const Count = Type.Integer({ minimum: 0 });
const Reason = Type.String({ description: '说明 In words' });

/** Roll-up status of a province, as REST gives it. */
export const NodeStatusSchema = Type.Object({
  node: Type.String({ description: '节点代码 Node code, six digits' }),
  name: Type.String({ description: '节点名称 Short name of the province' }),
  generation: Type.Integer({ minimum: 1, description: '日志代次 Generation of the log' }),
  publishedSize: Type.Integer({ ...Count, description: '已公示叶数 Leaves of the newest signed checkpoint seen' }),
  receivedSize: Type.Integer({
    ...Count,
    description: '已收到叶数 Leaves of the newest checkpoint that came by Kafka',
  }),
  verifiedSize: Type.Integer({ ...Count, description: '已核验叶数 Leaves verified and applied' }),
  root: Type.String({ description: '核验根 Root hash over the verified leaves, base64' }),
  lagLeaves: Type.Integer({ ...Count, description: '滞后叶数 Published and not verified' }),
  lagMs: Type.Integer({ ...Count, description: '滞后毫秒 Age of the oldest leaf not verified, at most' }),
  verifiedAt: Type.Union([Instant, Type.Null()]),
  lastMessageAt: Type.Union([Instant, Type.Null()]),
  lastCheckpointAt: Type.Union([Instant, Type.Null()], {
    description: '最近一次读到公开检查点 Last public checkpoint pulled',
  }),
  lastReceiptAt: Type.Union([Instant, Type.Null()]),
  silentSinceMs: Type.Union([Count, Type.Null()], {
    description: '静默起始 Last sign of life, ms since the epoch; null unless silent',
  }),
  stalledSince: Type.Union([Instant, Type.Null()], {
    description: '停滞起始 Since when something waits and nothing is applied',
  }),
  stallReason: Type.Union([Type.String(), Type.Null()]),
  state: Type.Enum(['verified', 'lagging', 'repairing', 'stopped', 'silent']),
  reason: Type.String({ description: '说明 The state in words' }),
  latency: Type.Union([Type.Object({ samples: Count, p50Ms: Count, p99Ms: Count }), Type.Null()], {
    description:
      '近期汇集时延 From commit in the province to readable here, of the latest 65,536 leaves; null where unknown',
  }),
  differences: Type.Object({
    open: Type.Integer({
      ...Count,
      description: '未修复的差异 Found between what is stored and the log, not mended yet',
    }),
    mendedToday: Count,
    oldestOpenAt: Type.Union([Instant, Type.Null()]),
    reason: Reason,
  }),
  repairs: Type.Object({
    open: Count,
    today: Type.Integer({
      ...Count,
      description: '今日补读次数 Stretches read from the province since midnight in China',
    }),
    reason: Reason,
  }),
  patrol: Type.Union(
    [
      Type.Object({
        generation: Count,
        nextIndex: Type.Integer({ ...Count, description: '巡查位置 Leaf at which the patrol goes on' }),
        round: Count,
        roundBeganAt: Type.Union([Instant, Type.Null()]),
        lastRoundEndedAt: Type.Union([Instant, Type.Null()]),
        lastRoundMs: Type.Union([Count, Type.Null()]),
        leavesTotal: Count,
        differencesTotal: Count,
        reason: Reason,
      }),
      Type.Null(),
    ],
    { description: '巡查 Null where no patrol has begun' },
  ),
  quarantine: Type.Object({
    messages: Type.Integer({ ...Count, description: '隔离的消息数 Messages kept that were not applied' }),
    newestAt: Type.Union([Instant, Type.Null()]),
    reason: Reason,
  }),
  carryOver: Type.Union(
    [
      Type.Object({
        previousGeneration: Count,
        previousSize: Type.Integer({
          ...Count,
          description: '前一代日志已核验的叶数 Leaves of the older log that were verified',
        }),
        records: Type.Union([Count, Type.Null()], {
          description: '须接续的记录数 To be carried over; null while the province has not begun',
        }),
        carried: Type.Integer({ ...Count, description: '已接续的记录数 Shown here with a leaf in the new log' }),
        reason: Reason,
      }),
      Type.Null(),
    ],
    {
      description: '新一代日志的接续 A new generation of the log that has yet to carry everything over; null otherwise',
    },
  ),
  disk: Type.Union(
    [
      Type.Object({
        freeBytes: Type.Union([Count, Type.Null()]),
        totalBytes: Type.Union([Count, Type.Null()]),
        databaseBytes: Type.Union([Count, Type.Null()]),
        reason: Reason,
      }),
      Type.Null(),
    ],
    { description: '中央磁盘 Disk left at the centre, which all provinces share' },
  ),
});
