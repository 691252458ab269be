import { CHANNELS } from '@necips/domain';
import { type HttpApp, PUBLIC } from '@necips/runtime';
import Type from 'typebox';
import type { Context } from '../context.ts';
import { getCatalogueInForce } from '../queries/catalogue/get-catalogue-in-force.ts';

/** GET /v1/catalogue */
export function getCatalogueRoute(app: HttpApp, context: Pick<Context, 'catalogue' | 'now'>): void {
  const schema = {
    summary: '现行资源目录 The catalogue in force: who provides what, in which way, by when',
    response: { 200: Type.Object({ ...VERSION, entries: Type.Array(ENTRY), next: NEXT }) },
  };
  app.get('/v1/catalogue', { schema, config: { access: PUBLIC } }, () => {
    const { inForce, next } = getCatalogueInForce(context);
    const { version, effectiveFrom, note, entries } = inForce;
    return {
      version,
      effectiveFrom,
      note,
      entries: entries.map((entry) => ({
        ...entry,
        channels: [...entry.channels],
        providers: entry.providers.map((claim) => ({ ...claim })),
      })),
      next: next ? { version: next.version, effectiveFrom: next.effectiveFrom, note: next.note } : null,
    };
  });
}

const VERSION = {
  version: Type.Integer({ minimum: 1, description: '版次，1为系统内置 From 1, which is built in' }),
  effectiveFrom: Type.String({ format: 'date', description: '生效日期 Since when it is in force' }),
  note: Type.String({ description: '说明 What it changes and why' }),
};

const NEXT = Type.Union([Type.Object(VERSION), Type.Null()], { description: '待生效的版本 The version to come' });

const ENTRY = Type.Object({
  item: Type.String({ description: '项目 Three capitals' }),
  name: Type.String({ description: '项目名称 Name' }),
  category: Type.String({ description: '类别 Category' }),
  legalBasis: Type.String({ description: '法律依据 Legal basis' }),
  providers: Type.Array(
    Type.Object({
      department: Type.Optional(
        Type.String({ description: '统一社会信用代码 USCC of the one department that is meant' }),
      ),
      kind: Type.Optional(Type.String({ description: '代码前两位 First two characters of the USCCs that are meant' })),
      name: Type.String({ description: '名称 Who that is' }),
      node: Type.Optional(Type.String({ description: '只限该节点 Only what is handed in to this node' })),
      exclusive: Type.Optional(Type.Boolean({ description: '独家提供 Nobody else provides it there' })),
    }),
    { description: '提供单位 Who provides it' },
  ),
  publish: Type.Enum(['yes', 'no', 'on_request'], {
    description:
      '是否公示，目前仅作说明，有效记录收到即公示 Whether it is made public. For readers only so far: what is valid and recorded is published',
  }),
  shareScope: Type.String({ description: '共享范围 With whom it is shared' }),
  updateCycle: Type.String({ description: '更新周期 How often it is brought up to date' }),
  provideWorkingDays: Type.Integer({ description: '提供期限（工作日） From production to handing in' }),
  publishWorkingDays: Type.Integer({
    description: '公示期限（工作日），目前仅作说明 From production to publication; for readers only so far',
  }),
  channels: Type.Array(Type.Enum([...CHANNELS]), { description: '提供方式 Ways in (M§8)' }),
  needsReview: Type.Boolean({
    description:
      '在线录入须经审核；文件和接口报送的不审核 A second person reviews what was entered online; files and interfaces are not reviewed',
  }),
  format: Type.String({ description: '格式规范 Its format, see /v1/formats' }),
});
