import type { JsonWebKey } from 'node:crypto';
import Type from 'typebox';
import { DEPARTMENT_WAYS, type Department, type DepartmentWay } from '../../domain/department/department.ts';
import type { Authentication, Credentials } from '../../identity/realm-accounts.ts';

const orNull = (description: string) => Type.Unsafe<string | null>({ type: ['string', 'null'], description });
const text = (charactersMax: number, description: string) =>
  Type.String({ minLength: 1, maxLength: charactersMax, pattern: '\\S', description });

/** Path of everything about one department. */
export const DEPARTMENT_PATH = Type.Object({
  uscc: Type.String({ pattern: '^[0-9A-Z]{18}$', description: '统一社会信用代码 USCC' }),
});

/** What is said about a department. */
export const TERMS = {
  name: text(200, '名称 Name'),
  items: Type.Array(Type.String({ pattern: '^([A-Z]{3}|\\*)$' }), {
    minItems: 1,
    maxItems: 100,
    uniqueItems: true,
    description: '可提供的资源目录项，* 表示全部 Catalogue items that it may hand in; * is every one',
  }),
  ways: Type.Array(Type.Unsafe<DepartmentWay>({ type: 'string', enum: DEPARTMENT_WAYS }), {
    minItems: 1,
    uniqueItems: true,
    description:
      '提供方式：在线录入、批量导入、数据接口、数据库对接 Ways of handing in (M§8): entry, import, interface, connector',
  }),
  area: Type.String({ pattern: '^\\d{6}$', description: '所属行政区划 Division of its jurisdiction (GB/T 2260)' }),
  contact: text(200, '联系人及联系方式 Whom to call, and how'),
  signatureRequired: Type.Boolean({ description: '批次须签名 Whether it must sign its batches' }),
};

/** A key by which a department signs. */
export const SIGNING_KEY_PEM = Type.String({
  maxLength: 500,
  description: 'Ed25519 公钥，PEM 格式 Ed25519 public key in PEM (SPKI)',
});

export const REASON = text(500, '原因，记入审计日志 Why; kept in the audit log');

/** How an account proves who it is. */
export const AUTHENTICATION = Type.Optional(
  Type.Union(
    [
      Type.Object({ method: Type.Literal('client_secret') }, { additionalProperties: false }),
      Type.Object(
        {
          method: Type.Literal('private_key_jwt'),
          jwk: Type.Unsafe<JsonWebKey>({ type: 'object', description: '公钥 Public key (RFC 7517)' }),
        },
        { additionalProperties: false },
      ),
    ],
    {
      description:
        '认证方式：客户端密钥（默认），或自有密钥对（只提交公钥） client_secret, the default, or private_key_jwt with a public key: RSA ' +
        'of 2048 bits or more, or P-256',
    },
  ),
);

export const CREDENTIALS = Type.Object(
  {
    account: Type.String({ description: '账号 Account, the client id' }),
    tokenUrl: Type.String({ description: '获取令牌的地址 Where tokens are had' }),
    method: Type.String({ description: '认证方式 How it proves who it is' }),
    secret: orNull('密钥，只显示这一次 Secret; told this once and never again'),
    keyId: orNull('公钥标识，写入断言头部的 kid `kid` of each assertion'),
  },
  { description: '凭据 Credentials' },
);

export const DEPARTMENT = Type.Object(
  {
    uscc: Type.String({ description: '统一社会信用代码 USCC' }),
    name: Type.String({ description: '名称 Name' }),
    items: Type.Array(Type.String(), { description: '可提供的资源目录项 Catalogue items, or *' }),
    ways: Type.Array(Type.String(), { description: '提供方式 Ways of handing in' }),
    area: Type.String({ description: '所属行政区划 Division' }),
    contact: Type.String({ description: '联系方式 Contact' }),
    signatureRequired: Type.Boolean({ description: '批次须签名 Whether it must sign its batches' }),
    accounts: Type.Array(Type.String(), { description: '账号 Accounts in the node’s realm' }),
    onboardedAt: Type.String({ format: 'date-time', description: '登记时间 Onboarded at' }),
    onboardedBy: Type.String({ description: '登记人 Onboarded by' }),
    revokedAt: orNull('停用时间 Revoked at; null while it takes part'),
    revokedBy: orNull('停用人 Revoked by'),
    revokeReason: orNull('停用原因 Why it was revoked'),
  },
  { description: '提供部门 Department' },
);

/** A department as REST shows it. */
export function toDepartmentJson({ onboardedAt, revokedAt, revokedBy, revokeReason, ...same }: Department) {
  return {
    ...same,
    onboardedAt: onboardedAt.toISOString(),
    revokedAt: revokedAt?.toISOString() ?? null,
    revokedBy: revokedBy ?? null,
    revokeReason: revokeReason ?? null,
  };
}

/** Credentials as REST tells them, once. */
export function toCredentialsJson(credentials: Credentials) {
  return { secret: null, keyId: null, ...credentials };
}

/** A client secret, unless something else is asked for. */
export const BY_SECRET: Authentication = { method: 'client_secret' };
