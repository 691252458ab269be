import { type HttpApp, PUBLIC } from '@necips/runtime';
import Type from 'typebox';
import type { Context } from '../../context.ts';
import {
  getCatalogue,
  getFormat,
  getVersion,
  listFormats,
  type PublishedVersion,
} from '../../queries/catalogue/read-catalogue.ts';
import { FORMAT_ID, SUMMARY, VERSION } from './schemas.ts';

/** What is published of catalogue and formats; everybody may read it. */
export function registerCatalogueRoutes(app: HttpApp, context: Pick<Context, 'reading' | 'now'>): void {
  const config = { access: PUBLIC };
  const tags = ['catalogue'];
  app.get(
    '/v1/catalogue',
    {
      schema: {
        summary: '资源目录 The catalogue in force, the version to come, and all versions',
        tags,
        response: {
          200: Type.Object({
            inForce: VERSION,
            next: Type.Union([SUMMARY, Type.Null()], { description: '待生效的版本 Takes effect later' }),
            versions: Type.Array(SUMMARY, { description: '历次版本 The oldest first' }),
          }),
        },
      },
      config,
    },
    async () => {
      const { inForce, next, versions } = await getCatalogue(context);
      return { inForce: toJson(inForce), next: next ? toSummary(next) : null, versions: versions.map(toSummary) };
    },
  );
  app.get(
    '/v1/catalogue/:version',
    {
      schema: {
        summary: '资源目录的一个版本 One version of the catalogue',
        tags,
        params: Type.Object({ version: Type.String({ pattern: '^\\d{1,9}$' }) }),
        response: { 200: VERSION },
      },
      config,
    },
    async (request) => toJson(await getVersion(context, Number(request.params.version))),
  );
  app.get(
    '/v1/formats',
    {
      schema: {
        summary: '格式规范 All published formats',
        tags,
        response: {
          200: Type.Object({
            items: Type.Array(
              Type.Object({ id: Type.String(), item: Type.String(), version: Type.Integer(), title: Type.String() }),
            ),
          }),
        },
      },
      config,
    },
    async () => {
      const formats = await listFormats(context);
      return { items: formats.map(({ id, item, version, title }) => ({ id, item, version, title })) };
    },
  );
  app.get(
    '/v1/formats/:id',
    {
      schema: {
        summary: '格式规范文件 One format document, JSON Schema 2020-12 with annotations',
        tags,
        params: Type.Object({ id: FORMAT_ID }),
        response: { 200: Type.Unsafe<object>({ type: 'object', additionalProperties: true }) },
      },
      config,
    },
    async (request): Promise<object> => Object(JSON.parse((await getFormat(context, request.params.id)).document)),
  );
}

function toSummary({ version, effectiveFrom, note, publishedAt }: PublishedVersion) {
  return { version, effectiveFrom, note, publishedAt: publishedAt?.toISOString() ?? null };
}

function toJson(version: PublishedVersion) {
  const entries = version.entries.map((entry) => {
    return { ...entry, channels: [...entry.channels], providers: entry.providers.map((claim) => ({ ...claim })) };
  });
  return { ...toSummary(version), entries, formats: version.formats.map((format) => ({ ...format })) };
}
