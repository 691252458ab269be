import { chinaDate, csvTemplateOf, documentationOf, type Format, formOf, recordSchemaOf } from '@necips/domain';
import { type HttpApp, PUBLIC, ServiceError } from '@necips/runtime';
import Type from 'typebox';
import type { Context } from '../context.ts';
import { makeTemplate } from '../queries/make-template.ts';

type Needs = Pick<Context, 'formats' | 'limits' | 'now'>;

/**
 * GET /v1/formats, /v1/formats/{item} and below: /template.csv, /template.xlsx, /documentation, /form. All of it is made from the
 * format itself.
 */
export function formats(app: HttpApp, context: Needs): void {
  const config = { access: PUBLIC };
  const { bodyBytesMax, contentBytesMax, expansionRatioMax, rowBytesMax, rowsMax, repeatedKeysMax } = context.limits;
  const limits = { bodyBytesMax, contentBytesMax, expansionRatioMax, rowBytesMax, rowsMax, repeatedKeysMax };

  const listSchema = {
    summary: '格式规范列表 Formats in force',
    querystring: DAY,
    response: { 200: Type.Object({ on: Type.String(), formats: Type.Array(LISTED) }) },
  };
  app.get('/v1/formats', { schema: listSchema, config }, ({ query }) => {
    const on = query.on ?? chinaDate(context.now());
    const listed = context.formats
      .list(on)
      .map(({ id, item, version, title }) => ({ format: id, item, version, title }));
    return { on, formats: listed };
  });

  const schema = {
    summary: '格式规范 Columns, JSON Schema and limits of one format',
    params: ITEM,
    querystring: DAY,
    response: { 200: FORMAT },
  };
  app.get('/v1/formats/:item', { schema, config }, ({ params, query }) => {
    const format = find(context, params.item, query.on);
    return { ...toFormatJson(format), limits };
  });

  const file = (what: string) => ({ summary: what, params: ITEM, querystring: DAY });
  app.get(
    '/v1/formats/:item/template.csv',
    { schema: file('CSV 模板 Template'), config },
    ({ params, query }, reply) => {
      const { item, template } = { item: params.item, ...csvTemplateOf(find(context, params.item, query.on)) };
      reply.type('text/csv; charset=utf-8').header('content-disposition', `attachment; filename="${item}.csv"`);
      return reply.send(template);
    },
  );
  app.get(
    '/v1/formats/:item/template.xlsx',
    { schema: file('XLSX 模板，含说明和下拉列表 Template with explanations and drop-down lists'), config },
    async ({ params, query }, reply) => {
      const workbook = await makeTemplate(find(context, params.item, query.on));
      reply.type(XLSX).header('content-disposition', `attachment; filename="${params.item}.xlsx"`);
      return reply.send(Buffer.from(workbook));
    },
  );
  app.get(
    '/v1/formats/:item/documentation',
    { schema: file('说明页 Documentation page'), config },
    ({ params, query }, reply) => {
      reply
        .type('text/html; charset=utf-8')
        .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'");
      return reply.send(documentationOf(find(context, params.item, query.on)));
    },
  );
  app.get(
    '/v1/formats/:item/form',
    { schema: file('在线录入表单模型 Model of the form'), config },
    ({ params, query }) => formOf(find(context, params.item, query.on)),
  );
}

function find({ formats: known, now }: Needs, item: string, on = chinaDate(now())): Format {
  const format = known.inForce(item, on);
  if (format) return format;
  throw new ServiceError('not_found', '资源目录中没有此项 (no such item)', { reason: 'no_such_item' });
}

function toFormatJson(format: Format) {
  const { id, item, version, title, fields } = format;
  const columns = fields.map(
    ({ name, label, shortName, mandatory, charactersMax, aliases, kind, visibility, explanation }) => ({
      name,
      label,
      shortName: shortName ?? null,
      mandatory,
      charactersMax: charactersMax ?? null,
      aliases: [...aliases],
      kind,
      visibility,
      explanation,
    }),
  );
  return { format: id, item, version, title, columns, schema: recordSchemaOf(format) };
}

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

const ITEM = Type.Object({ item: Type.String({ maxLength: 10, description: '资源目录项 Catalogue item' }) });

const DAY = Type.Object({
  on: Type.Optional(
    Type.String({
      pattern: '^\\d{4}-\\d{2}-\\d{2}$',
      description: '何日有效，默认今天；也可查询将来 In force on which day; today by default, and days to come',
    }),
  ),
});

const LISTED = Type.Object({
  format: Type.String({ description: '格式规范及版本 Format and version' }),
  item: Type.String({ description: '资源目录项 Catalogue item' }),
  version: Type.Integer(),
  title: Type.String({ description: '名称 Name of the item' }),
});

const COLUMN = Type.Object({
  name: Type.String({ description: '字段 The format’s own name' }),
  label: Type.String({ description: '中文名 Chinese label' }),
  shortName: Type.Union([Type.String(), Type.Null()], { description: '短名 Short name of the national system' }),
  mandatory: Type.Boolean({ description: '必填 Needed in every record' }),
  charactersMax: Type.Union([Type.Integer(), Type.Null()], { description: '字数上限 Longest value' }),
  aliases: Type.Array(Type.String(), { description: '可用的其他列名 Other headings' }),
  kind: Type.String({ description: '类型 Kind of value' }),
  visibility: Type.String({ description: '公示属性：public、restricted、internal Who may see it' }),
  explanation: Type.String({ description: '说明 How to fill it in' }),
});

const FORMAT = Type.Object({
  format: Type.String({ description: '格式规范及版本 Format and version' }),
  item: Type.String({ description: '资源目录项 Catalogue item' }),
  version: Type.Integer(),
  title: Type.String({ description: '名称 Name of the item' }),
  columns: Type.Array(COLUMN),
  schema: Type.Unsafe<Readonly<Record<string, unknown>>>({
    type: 'object',
    additionalProperties: true,
    description: '一条记录的 JSON Schema JSON Schema of one record',
  }),
  limits: Type.Object({
    bodyBytesMax: Type.Integer({ description: '请求体字节上限 Bytes of a body as sent' }),
    contentBytesMax: Type.Integer({ description: '解压后字节上限 Bytes after decompression' }),
    expansionRatioMax: Type.Integer({ description: '解压倍数上限 How many times its size a file may grow' }),
    rowBytesMax: Type.Integer({ description: '单行字节上限 Bytes of a row' }),
    rowsMax: Type.Integer({ description: '行数上限 Rows of a file' }),
    repeatedKeysMax: Type.Integer({ description: '重复记录上限 Records that may occur more than once in a file' }),
  }),
});
