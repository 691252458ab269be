import { randomUUID } from 'node:crypto';
import type { ConsumerOptions } from '@necips/runtime';
import type { NoteVerifier } from '@necips/tlog';
import { type HeardMessage, storeCatalogue } from '../commands/catalogue/store-catalogue.ts';
import type { Context } from '../context.ts';
import { CatalogueRefused, openCatalogueMessage } from '../domain/catalogue/catalogue-message.ts';
import { decodeCatalogueMessage } from '../messages.ts';

/**
 * What the centre publishes of catalogue and formats. The topic is compacted and small, and each process reads it from its beginning
 * at its start, in a group of its own whose place is not kept: so a restored database, a later release that understands more, and
 * a second process of the node all have everything. A message that is not believed is counted and passed over.
 */
export function consumeCatalogue(
  context: Pick<Context, 'sql' | 'now' | 'events' | 'catalogue' | 'node'>,
  verifier: NoteVerifier,
): ConsumerOptions {
  return {
    groupId: `node.${context.node}.catalogue-${randomUUID()}`,
    topics: ['federation.catalogue.v1'],
    fromBeginning: true,
    keepsPlace: false,
    async onBatch(messages) {
      const heard = messages.map(({ partition, offset, key, value }): HeardMessage => {
        try {
          return { partition, offset, document: openCatalogueMessage(decodeCatalogueMessage(value), key, verifier) };
        } catch (error) {
          if (error instanceof CatalogueRefused) return { partition, offset, refused: error };
          throw error;
        }
      });
      await storeCatalogue(context, heard);
    },
  };
}
