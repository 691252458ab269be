import type { HttpApp } from '@necips/runtime';
import Type from 'typebox';
import { ADMINISTRATORS, checkDepartmentReader, checkNode, DEPARTMENT_READERS } from '../../access.ts';
import { endSigningKey, registerSigningKey } from '../../commands/department/signing-keys.ts';
import type { Context } from '../../context.ts';
import { listSigningKeys } from '../../queries/department/list-signing-keys.ts';
import { DEPARTMENT_PATH, SIGNING_KEY_PEM } from './schemas.ts';

/** GET and POST /v1/departments/{uscc}/keys, POST /v1/departments/{uscc}/keys/{keyId}/end */
export function signingKeys(app: HttpApp, context: Context): void {
  const listSchema = {
    summary: '签名公钥 Keys by which a department signs, newest first',
    params: DEPARTMENT_PATH,
    response: { 200: Type.Object({ items: Type.Array(KEY) }) },
  };
  const readers = { schema: listSchema, config: { access: DEPARTMENT_READERS } };
  app.get('/v1/departments/:uscc/keys', readers, async (request) => {
    const { uscc } = request.params;
    checkDepartmentReader(request.caller, context.node, uscc);
    return { items: await keysOf(uscc) };
  });

  const schema = {
    summary: '登记签名公钥 Register a key by which a department signs its batches',
    params: DEPARTMENT_PATH,
    body: Type.Object({ publicKey: SIGNING_KEY_PEM }, { additionalProperties: false }),
    response: { 201: KEY },
  };
  app.post('/v1/departments/:uscc/keys', { schema, config: { access: ADMINISTRATORS } }, async (request, reply) => {
    checkNode(request.caller, context.node);
    const { uscc } = request.params;
    const act = { actor: request.caller.account, pem: request.body.publicKey };
    const keyId = await registerSigningKey(context, uscc, act);
    reply.code(201);
    return await keyOf(uscc, keyId);
  });

  const endSchema = {
    summary: '停用签名公钥 End a signing key',
    description: '以其签过的批次仍为已签名。 What was signed by it stays signed.',
    params: Type.Object({ ...DEPARTMENT_PATH.properties, keyId: Type.String({ pattern: '^[0-9a-f]{16}$' }) }),
    response: { 200: KEY },
  };
  const administrators = { schema: endSchema, config: { access: ADMINISTRATORS } };
  app.post('/v1/departments/:uscc/keys/:keyId/end', administrators, async (request) => {
    checkNode(request.caller, context.node);
    const { uscc, keyId } = request.params;
    await endSigningKey(context, uscc, { actor: request.caller.account, keyId });
    return await keyOf(uscc, keyId);
  });

  async function keysOf(uscc: string) {
    return (await listSigningKeys(context, uscc)).map(({ keyId, registeredAt, registeredBy, endedAt }) => {
      return {
        keyId,
        registeredAt: registeredAt.toISOString(),
        registeredBy,
        endedAt: endedAt?.toISOString() ?? null,
      };
    });
  }

  async function keyOf(uscc: string, keyId: string) {
    const key = (await keysOf(uscc)).find((each) => each.keyId === keyId);
    if (!key) throw new Error(`key ${keyId} is gone`);
    return key;
  }
}

const KEY = Type.Object(
  {
    keyId: Type.String({
      description: '公钥标识：原始公钥 SHA-256 的前 16 位 First 16 digits of the SHA-256 of its bytes',
    }),
    registeredAt: Type.String({ format: 'date-time', description: '登记时间 Registered at' }),
    registeredBy: Type.String({ description: '登记人 Registered by' }),
    endedAt: Type.Unsafe<string | null>({ type: ['string', 'null'], description: '停用时间 Ended at, or null' }),
  },
  { description: '签名公钥 Signing key' },
);
