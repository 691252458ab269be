import type { ProofContent } from '@necips/proof';
import type { Sql } from '@necips/runtime';
import { COMMITMENT_SALT_BYTES } from '@necips/tlog';

/** The current content of a record as the public may see it; undefined where it is not shown, or hidden by a withdrawal. */
export async function findPublicContent(
  sql: Sql,
  { node, recordId }: { node: string; recordId: string },
): Promise<PublicContent | undefined> {
  // Only the public half of the salt leaves the database.
  const [row] = await sql<PublicContentRow[]>`
    select generation, leaf_index as "leafIndex", substring(salt from 1 for ${COMMITMENT_SALT_BYTES}) as "publicSalt", head,
      public_part as "publicPart"
    from exchange.record join exchange.record_content using (node, generation, leaf_index)
    where node = ${node} and record_id = ${recordId} and not exists (
      select from exchange.hidden where hidden.node = record.node and hidden.generation = record.generation
        and hidden.pseudonym = record.pseudonym)`;
  if (!row) return undefined;
  const { generation, leafIndex, ...content } = row;
  return { generation, leafIndex, content };
}

interface PublicContentRow extends ProofContent {
  generation: number;
  leafIndex: number;
}

interface PublicContent {
  generation: number;
  leafIndex: number;
  content: ProofContent;
}
