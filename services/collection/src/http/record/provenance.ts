import type { HttpApp } from '@necips/runtime';
import Type from 'typebox';
import { departmentSeenBy, READERS } from '../../access.ts';
import type { Context } from '../../context.ts';
import { VERSION_CAUSES, type VersionCause, type VersionProvenance } from '../../domain/provenance.ts';
import { getProvenance } from '../../queries/get-provenance.ts';
import { CURSOR, NEXT } from '../schemas.ts';
import { TRANSFER, toTransferJson } from '../transfer-out/schemas.ts';
import { RECORD_PATH } from './withdraw-record.ts';

/** GET /v1/records/{recordId}/provenance */
export function provenance(app: HttpApp, context: Context): void {
  const schema = {
    summary: '记录溯源 Where a record comes from: every version, and why there is one',
    description:
      '谁产生、谁提供、谁负责：每一版本的部门、账号、方式、批次、行、签名与时间，以及公示和国家中心核验的时间。转送其他省的记录，其去向与结果亦在此。' +
      '部门只见本部门写入的版本。\n\n' +
      'Oldest first: department, account, way, batch, row, signature and times of each version, and when it was published and the ' +
      'centre had verified it. A department is told of those that it made. What the public sees of it stands in the head of the ' +
      'published record.',
    params: RECORD_PATH,
    querystring: Type.Object({
      limit: Type.Integer({ minimum: 1, maximum: 200, default: 50, description: '每页条数 Items a page' }),
      cursor: CURSOR,
    }),
    response: {
      200: Type.Object({
        recordId: Type.String(),
        isPublicationKnown: Type.Boolean({
          description:
            '公示服务是否答复；否则公示时间未知 Whether publication has answered; else nothing is said of publication',
        }),
        items: Type.Array(VERSION),
        transfers: Type.Array(TRANSFER, { description: '转送至其他省的情况 Where it was sent to, the newest first' }),
        next: NEXT,
      }),
    },
  };
  app.get('/v1/records/:recordId/provenance', { schema, config: { access: READERS } }, async (request) => {
    const department = departmentSeenBy(request.caller, context.node);
    const { recordId } = request.params;
    const { limit, cursor } = request.query;
    const page = await getProvenance(context, { recordId, department, limit, cursor });
    return { recordId, ...page, items: page.items.map(toJson), transfers: page.transfers.map(toTransferJson) };
  });
}

const orNull = (description: string) => Type.Unsafe<string | null>({ type: ['string', 'null'], description });
const time = (description: string) => Type.String({ format: 'date-time', description });

const ORIGIN = Type.Object(
  {
    submissionId: Type.String({ description: '批次 Submission' }),
    row: Type.Integer({ description: '行 Row' }),
    department: Type.String({ description: '提供部门统一社会信用代码 USCC of the department' }),
    departmentName: Type.String({ description: '提供部门 Department' }),
    account: Type.String({ description: '账号 Account' }),
    way: Type.String({ description: '提供方式 Way (M§8)' }),
    originNode: orNull('转出节点，外省转来时有值 Node that took it in, where that was another one; else null'),
    format: Type.String({ description: '格式规范 Format' }),
    fileName: Type.String({ description: '文件名 File name' }),
    receivedAt: time('接收时间 Received at'),
    completedAt: orNull('处理完成时间 Processed at'),
    signature: Type.Union([
      Type.Object({
        keyId: Type.String({ description: '公钥标识 Key' }),
        signedAt: Type.String({ description: '签名时间 Signed at' }),
        bodyHash: Type.String({ description: '内容 SHA-256 Of the body as sent' }),
        signature: Type.String({ description: 'Ed25519 签名，Base64 Signature' }),
      }),
      Type.Null(),
    ]),
  },
  { description: '来源 Where it comes from' },
);

const VERSION = Type.Object(
  {
    version: Type.Integer({ description: '版本 Version' }),
    cause: Type.Unsafe<VersionCause>({
      type: 'string',
      enum: VERSION_CAUSES,
      description:
        '缘由：提交、部门撤销、撤回批次、恢复原内容、随主体变更、随主体迁出、恢复备份后补齐、依法撤回 Recorded, removed by its department, undone or ' +
        'restored with a batch, carried along with its subject, moved to another province with it, refilled after a restore, withdrawn by law',
    }),
    isShown: Type.Boolean({ description: '此版本起是否公示 Whether the record is shown from it on' }),
    sequence: Type.Integer({ description: '变更序号 Place in the feed' }),
    recordedAt: time('记录时间 Recorded at'),
    reason: Type.String({ description: '撤销或撤回的原因 Why it was withdrawn; empty where nothing was said' }),
    movedTo: orNull('随主体迁出后公示该记录的节点 Node that shows it instead, where it has moved; else null'),
    origin: Type.Union([ORIGIN, Type.Null()]),
    publication: Type.Union([
      Type.Object(
        {
          generation: Type.Integer({ description: '日志代次 Generation of the log' }),
          leafIndex: Type.Integer({ description: '日志叶序号 Index of its leaf' }),
          publishedAt: time('公示时间 Published at'),
          verifiedAt: orNull('国家中心核验时间 When the centre had verified it; null while it has not'),
        },
        {
          description:
            '公示情况；仅限当前公示的记录及其此前版本 Of a record that is shown, and of the versions that led to it since it was last withdrawn',
        },
      ),
      Type.Null(),
    ]),
    withdrawal: Type.Union([
      Type.Object({
        withdrawalId: Type.String({ description: '依法撤回 The lawful act' }),
        authority: Type.String({ description: '依据 Authority' }),
        requestedAt: time('提出时间 Requested at'),
        hiddenAt: orNull('不再公示的时间 Hidden at'),
      }),
      Type.Null(),
    ]),
  },
  { description: '版本来源 Provenance of one version' },
);

function toJson({ recordedAt, origin, publication, withdrawal, ...same }: VersionProvenance) {
  return {
    ...same,
    recordedAt: recordedAt.toISOString(),
    origin: origin
      ? {
          ...origin,
          receivedAt: origin.receivedAt.toISOString(),
          completedAt: origin.completedAt?.toISOString() ?? null,
        }
      : null,
    publication: publication
      ? {
          ...publication,
          publishedAt: publication.publishedAt.toISOString(),
          verifiedAt: publication.verifiedAt?.toISOString() ?? null,
        }
      : null,
    withdrawal: withdrawal
      ? {
          ...withdrawal,
          requestedAt: withdrawal.requestedAt.toISOString(),
          hiddenAt: withdrawal.hiddenAt?.toISOString() ?? null,
        }
      : null,
  };
}
