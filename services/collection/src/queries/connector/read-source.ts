import type { Context } from '../../context.ts';
import { type DepartmentSource, openDepartmentSource } from '../../department-source.ts';
import type { SourceAddress } from '../../domain/connector/connector.ts';
import { SourceFault } from '../../domain/connector/source-fault.ts';
import {
  describeColumns,
  nextRows,
  probe,
  type Source,
  type SourceProgress,
  type SourceTypes,
} from '../../domain/connector/source-query.ts';
import {
  readStanding,
  readTypes,
  type SourceRow,
  type SourceStanding,
  toSourceRow,
} from '../../domain/connector/source-rows.ts';

/** Connects to a department's database, if the operator of the node allows its host. Throws a SourceFault. */
export async function openAllowedSource(
  { sources, limits }: Pick<Context, 'sources' | 'limits'>,
  address: SourceAddress & { password: string },
  signal: AbortSignal,
): Promise<DepartmentSource> {
  const named = `${address.host}:${address.port}`;
  if (!sources.hosts.includes(named)) throw new SourceFault('host_not_allowed', named);
  return await openDepartmentSource(address, { limits, caFile: sources.caFile, signal });
}

/** What the source is, and where it stands. Throws a SourceFault where it is not what it has to be, or not what it was. */
export async function surveySource(
  source: DepartmentSource,
  asked: Source,
  known: SourceProgress & { types?: Pick<SourceTypes, 'watermark' | 'key'> },
): Promise<{ types: SourceTypes; standing: SourceStanding }> {
  return await source.read(async (ask) => {
    const types = readTypes(await ask(describeColumns(asked)), asked, known.types);
    return { types, standing: readStanding(await ask(probe(asked, types, known))) };
  });
}

/** The next rows, see `nextRows`. Throws a SourceFault. */
export async function readSourceRows(
  source: DepartmentSource,
  asked: Source,
  types: SourceTypes,
  batch: Parameters<typeof nextRows>[2],
): Promise<SourceRow[]> {
  const rows = await source
    .read((ask) => ask(nextRows(asked, types, batch)))
    .catch((error: unknown) => explain(source, asked, types, error));
  return rows.slice(0, batch.limit).map((row) => toSourceRow(row, asked, types));
}

/** What PostgreSQL objects to is mostly that the table has changed since it was surveyed: then that is said. */
async function explain(source: DepartmentSource, asked: Source, types: SourceTypes, error: unknown): Promise<never> {
  if (error instanceof SourceFault && OBJECTIONS.has(error.code)) {
    await source.read(async (ask) => readTypes(await ask(describeColumns(asked)), asked, types));
  }
  throw error;
}

/** What PostgreSQL says of a statement; after anything else there is nobody to ask. */
const OBJECTIONS: ReadonlySet<string> = new Set(['source_error', 'source_changed']);
