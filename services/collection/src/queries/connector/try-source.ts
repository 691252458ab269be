import { ServiceError } from '@necips/runtime';
import type { Context } from '../../context.ts';
import type { SourceAddress } from '../../domain/connector/connector.ts';
import { SourceFault } from '../../domain/connector/source-fault.ts';
import type { Source, SourceTypes } from '../../domain/connector/source-query.ts';
import { openAllowedSource, readSourceRows, surveySource } from './read-source.ts';

/**
 * Reads one row of a source as pulling it would, so that whoever registers it is told at once what is wrong. Returns the types by
 * which its rows are ordered. Throws `unprocessable` with what stands in the way.
 */
export async function trySource(
  context: Pick<Context, 'sources' | 'limits'>,
  asked: SourceAddress & Source & { password: string },
): Promise<SourceTypes> {
  try {
    await using source = await openAllowedSource(context, asked, NEVER);
    const { types } = await surveySource(source, asked, { overlap: 0, place: null, settled: null });
    await readSourceRows(source, asked, types, { begin: { from: null }, furthest: null, limit: 1 });
    return types;
  } catch (error) {
    if (!(error instanceof SourceFault)) throw error;
    throw new ServiceError('unprocessable', error.message, { reason: error.code });
  }
}

const NEVER = new AbortController().signal;
