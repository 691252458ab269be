import { type HttpApp, PUBLIC, roles } from '@necips/runtime';
import Type from 'typebox';
import { rotateKey } from '../commands/rotate-key.ts';
import type { Context } from '../context.ts';
import { getLogKeys } from '../queries/get-log-keys.ts';
import type { Sequencer } from '../sequencer.ts';

const KeySchema = Type.Object({
  verifierKey: Type.String({ description: 'C2SP verifier key.' }),
  fromSize: Type.Integer({
    description: 'Smallest tree that it signs; the next key in the list signs from its own size on.',
  }),
});

const KEYS_OF_LOG = { origin: Type.String(), generation: Type.Integer(), keys: Type.Array(KeySchema) };

/** The public keys of the log, for everybody; and the act that gives it another one, for an administrator of the province. */
export function registerKeyRoutes(app: HttpApp, context: Context, sequencer: Pick<Sequencer, 'run'>): void {
  app.get(
    '/log/keys',
    {
      schema: {
        summary: 'Keys of the log, one after another 日志公钥',
        tags: ['log'],
        response: {
          200: Type.Object({
            ...KEYS_OF_LOG,
            older: Type.Array(Type.Object(KEYS_OF_LOG), { description: 'Generations of the log before this one.' }),
          }),
        },
      },
      config: { access: PUBLIC },
    },
    async () => getLogKeys(context),
  );
  app.post(
    '/v1/log/rotate-key',
    {
      schema: {
        summary: '更换日志密钥 Give the log the key that was placed beside the old one',
        description: 'Audited. 409 `no_next_key` or `bad_next_key` where no new key of this log lies there.',
        tags: ['log'],
        body: Type.Object(
          { reason: Type.String({ minLength: 4, maxLength: 500, pattern: '\\S' }) },
          { additionalProperties: false },
        ),
        response: { 200: KeySchema },
      },
      config: { access: roles('province-admin') },
    },
    async (request) => {
      const order = { actor: request.caller.account, reason: request.body.reason };
      return sequencer.run((log) => rotateKey(context, log, order));
    },
  );
}
