import { type HttpApp, roles } from '@necips/runtime';
import Type from 'typebox';
import {
  changeDraft,
  createDraft,
  discardDraft,
  putDraftFormat,
  removeDraftFormat,
} from '../../commands/catalogue/draft-catalogue.ts';
import { publishCatalogue } from '../../commands/catalogue/publish-catalogue.ts';
import type { Context } from '../../context.ts';
import { getVersion } from '../../queries/catalogue/read-catalogue.ts';
import {
  compareDraft,
  type DraftWithActs,
  getDraft,
  listDrafts,
  validateDraft,
} from '../../queries/catalogue/read-drafts.ts';
import { CHANGE, DRAFT, DRAFT_CONTENT, DRAFT_WITH_FORMATS, FAULT, FORMAT_ID, SUMMARY } from './schemas.ts';

const PARAMS = Type.Object({ id: Type.String({ pattern: '^\\d{1,15}$', description: '草案编号 Id of the draft' }) });
const REVISION = Type.Object({
  revision: Type.Integer({ minimum: 1, description: '所见稿次；已被他人修改则为 409 The revision that was seen' }),
});
const tags = ['catalogue'];

/** Drafts of the next version: written by central administrators, read by auditors as well, published by a second person. */
export function registerDraftRoutes(app: HttpApp, context: Context, published: () => void): void {
  registerReading(app, context);
  registerWriting(app, context);
  app.post(
    '/v1/catalogue/drafts/:id/publish',
    {
      schema: {
        summary: '公布目录 Publish a draft as the next version; by another administrator than its drafters',
        description:
          '双人：改动过草案的账号不得公布（403 `second_person_needed`）。422 `catalogue_faults` lists everything that stands against it. ' +
          'A version never changes once it is published; it takes effect at every node on its day. Audited.',
        tags,
        params: PARAMS,
        body: Type.Object(REVISION.properties, { additionalProperties: false }),
        response: { 201: SUMMARY },
      },
      config: { access: roles('central-admin') },
    },
    async ({ params, body, caller }, reply) => {
      const change = { id: Number(params.id), revision: body.revision, actor: caller.account };
      const { version, effectiveFrom, note, publishedAt } = await getVersion(
        { reading: context.sql },
        await publishCatalogue(context, change),
      );
      published();
      void reply.code(201).header('location', `/v1/catalogue/${version}`);
      return { version, effectiveFrom, note, publishedAt: publishedAt?.toISOString() ?? null };
    },
  );
}

function registerReading(app: HttpApp, context: Context): void {
  const config = { access: roles('central-admin', 'auditor') };
  app.get(
    '/v1/catalogue/drafts',
    {
      schema: {
        summary: '目录草案 Drafts, the newest first',
        tags,
        querystring: Type.Object({
          limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
          cursor: Type.Optional(Type.String({ maxLength: 100 })),
        }),
        response: { 200: Type.Object({ items: Type.Array(DRAFT), next: Type.Optional(Type.String()) }) },
      },
      config,
    },
    async ({ query }) => {
      const { items, next } = await listDrafts(context, query);
      return { items: items.map(toJson), ...(next !== undefined && { next }) };
    },
  );
  app.get(
    '/v1/catalogue/drafts/:id',
    {
      schema: {
        summary: '目录草案 One draft with its formats',
        tags,
        params: PARAMS,
        response: { 200: DRAFT_WITH_FORMATS },
      },
      config,
    },
    async ({ params }) => readDraft(context, params.id),
  );
  app.get(
    '/v1/catalogue/drafts/:id/faults',
    {
      schema: {
        summary: '校验草案 Everything that stands against publishing the draft today',
        tags,
        params: PARAMS,
        response: { 200: Type.Object({ revision: Type.Integer(), faults: Type.Array(FAULT) }) },
      },
      config,
    },
    async ({ params }) => {
      const { revision, faults } = await validateDraft(context, Number(params.id));
      return { revision, faults: faults.map((fault) => ({ ...fault })) };
    },
  );
  app.get(
    '/v1/catalogue/drafts/:id/changes',
    {
      schema: {
        summary: '与已公布版本比较 How the draft differs from the newest published version',
        tags,
        params: PARAMS,
        response: {
          200: Type.Object({
            revision: Type.Integer(),
            against: Type.Integer({ description: '所比较的版次 Version that it is compared with' }),
            changes: Type.Array(CHANGE),
            formats: Type.Array(Type.String(), { description: '随附的格式规范 Formats that it brings' }),
          }),
        },
      },
      config,
    },
    async ({ params }) => {
      const { changes, ...comparison } = await compareDraft(context, Number(params.id));
      return { ...comparison, changes: changes.map((each) => ({ ...each, members: [...each.members] })) };
    },
  );
}

function registerWriting(app: HttpApp, context: Context): void {
  const config = { access: roles('central-admin') };
  const response = { 200: DRAFT_WITH_FORMATS };
  app.post(
    '/v1/catalogue/drafts',
    {
      schema: {
        summary: '起草目录 Begin a draft with the entries of the newest version',
        description: 'Audited.',
        tags,
        body: Type.Object({ note: DRAFT_CONTENT.properties.note }, { additionalProperties: false }),
        response: { 201: DRAFT_WITH_FORMATS },
      },
      config,
    },
    async ({ body, caller }, reply) => {
      const id = await createDraft(context, { note: body.note, actor: caller.account });
      void reply.code(201).header('location', `/v1/catalogue/drafts/${id}`);
      return readDraft(context, String(id));
    },
  );
  app.put(
    '/v1/catalogue/drafts/:id',
    {
      schema: {
        summary: '修改草案 Change a draft',
        tags,
        params: PARAMS,
        querystring: REVISION,
        body: DRAFT_CONTENT,
        response,
      },
      config,
    },
    async ({ params, query, body, caller }) => {
      await changeDraft(context, { id: Number(params.id), revision: query.revision, actor: caller.account }, body);
      return readDraft(context, params.id);
    },
  );
  app.delete(
    '/v1/catalogue/drafts/:id',
    {
      schema: { summary: '废弃草案 Give a draft up', tags, params: PARAMS, querystring: REVISION, response },
      config,
    },
    async ({ params, query, caller }) => {
      await discardDraft(context, { id: Number(params.id), revision: query.revision, actor: caller.account });
      return readDraft(context, params.id);
    },
  );
  const formatParams = Type.Object({ ...PARAMS.properties, format: FORMAT_ID });
  app.put(
    '/v1/catalogue/drafts/:id/formats/:format',
    {
      schema: {
        summary: '加入格式规范 Add a format document to a draft, or replace it there',
        description: '422 `faulty_format` lists every fault of what is no format document.',
        tags,
        params: formatParams,
        querystring: REVISION,
        body: Type.Unsafe<unknown>({}),
        response,
      },
      config,
    },
    async ({ params, query, body, caller }) => {
      const change = { id: Number(params.id), revision: query.revision, actor: caller.account };
      await putDraftFormat(context, change, params.format, body);
      return readDraft(context, params.id);
    },
  );
  app.delete(
    '/v1/catalogue/drafts/:id/formats/:format',
    {
      schema: {
        summary: '移除格式规范 Take a format out of a draft',
        tags,
        params: formatParams,
        querystring: REVISION,
        response,
      },
      config,
    },
    async ({ params, query, caller }) => {
      const change = { id: Number(params.id), revision: query.revision, actor: caller.account };
      await removeDraftFormat(context, change, params.format);
      return readDraft(context, params.id);
    },
  );
}

/** A draft as it was just written is read where it was written. */
async function readDraft({ sql }: Pick<Context, 'sql'>, id: string) {
  const { formats, ...draft } = await getDraft({ reading: sql }, Number(id));
  return {
    ...toJson(draft),
    formats: formats.map((format) => ({ id: format.id, document: Object(JSON.parse(format.document)) as object })),
  };
}

function toJson(draft: DraftWithActs) {
  const entries = draft.entries.map((entry) => {
    return { ...entry, channels: [...entry.channels], providers: entry.providers.map((claim) => ({ ...claim })) };
  });
  return { ...draft, entries, acts: draft.acts.map((act) => ({ ...act, at: act.at.toISOString() })) };
}
