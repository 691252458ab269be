import { type HttpApp, roles } from '@necips/runtime';
import Type from 'typebox';
import { beginGeneration } from '../commands/begin-generation.ts';
import type { Context } from '../context.ts';
import type { Sequencer } from '../sequencer.ts';

/** The act that begins the generation of the log which the centre has permitted, for an administrator of the province. */
export function registerGenerationRoute(app: HttpApp, context: Context, sequencer: Pick<Sequencer, 'replace'>): void {
  app.post(
    '/v1/log/begin-generation',
    {
      schema: {
        summary: '开始新一代日志 Begin the generation of the log that the centre has permitted',
        description:
          'Audited. The new key must lie beside the old one, or in its place. Repeating it changes nothing. 409 `not_permitted`, ' +
          '`no_next_key`, `log_diverged` where the own log is not the one that the centre has verified, `no_log` or `no_centre`.',
        tags: ['log'],
        body: Type.Object(
          {
            reason: Type.String({ minLength: 4, maxLength: 500, pattern: '\\S' }),
            ownLogHolds: Type.Optional(
              Type.Boolean({
                description:
                  '本节点的日志为真，总局所核验的不是 The own log is the true one, not the one that the centre verified',
              }),
            ),
          },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object({
            generation: Type.Integer(),
            verifierKey: Type.String({ description: 'C2SP verifier key; its name is the log’s.' }),
            previousGeneration: Type.Integer(),
            previousSize: Type.Integer({ description: 'Leaves of the older log that the centre had verified.' }),
            records: Type.Integer({ description: 'To be carried over.' }),
          }),
        },
      },
      config: { access: roles('province-admin') },
    },
    async (request) => {
      const { reason, ownLogHolds = false } = request.body;
      const order = { actor: request.caller.account, reason, ownLogHolds };
      const signal = AbortSignal.timeout(BEGIN_MS_MAX);
      return sequencer.replace(() => beginGeneration(context, order, signal));
    },
  );
}

/** A refill of what the centre has beyond this node is part of it. */
const BEGIN_MS_MAX = 600_000;
