import { REGISTRATION_COLUMNS, REGISTRATION_FORMAT, type RegistrationColumn } from '@necips/domain';
import { type HttpApp, PUBLIC } from '@necips/runtime';
import Type from 'typebox';
import type { Context } from '../context.ts';

/** GET /v1/formats/REG */
export function getFormat(app: HttpApp, { limits }: Pick<Context, 'limits'>): void {
  const schema = {
    summary: '登记信息格式 Columns and limits of the registration format',
    response: { 200: Type.Object({ format: Type.String(), columns: Type.Array(COLUMN), limits: LIMITS }) },
  };
  const { bodyBytesMax, contentBytesMax, expansionRatioMax, rowBytesMax, rowsMax, repeatedKeysMax } = limits;
  const format = {
    format: REGISTRATION_FORMAT,
    columns: REGISTRATION_COLUMNS.map((column: RegistrationColumn) => ({ ...column, aliases: [...column.aliases] })),
    limits: { bodyBytesMax, contentBytesMax, expansionRatioMax, rowBytesMax, rowsMax, repeatedKeysMax },
  };
  app.get('/v1/formats/REG', { schema, config: { access: PUBLIC } }, () => format);
}

const COLUMN = Type.Object({
  name: Type.String({ description: '字段 The format’s own name' }),
  label: Type.String({ description: '中文名 Chinese label' }),
  mandatory: Type.Boolean({
    description: '必填；代码与注册号二者有一即可 Needed; of code and registration number one is',
  }),
  charactersMax: Type.Integer({ description: '字数上限 Longest value' }),
  aliases: Type.Array(Type.String(), { description: '可用的其他列名 Other headings' }),
});

const LIMITS = Type.Object({
  bodyBytesMax: Type.Integer({ description: '请求体字节上限 Bytes of a body as sent' }),
  contentBytesMax: Type.Integer({ description: '解压后字节上限 Bytes after decompression' }),
  expansionRatioMax: Type.Integer({ description: 'gzip 解压倍数上限 How many times its size a gzip file may grow' }),
  rowBytesMax: Type.Integer({ description: '单行字节上限 Bytes of a row' }),
  rowsMax: Type.Integer({ description: '行数上限 Rows of a file' }),
  repeatedKeysMax: Type.Integer({ description: '重复主体上限 Subjects that may occur more than once in a file' }),
});
