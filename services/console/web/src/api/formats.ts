import { useQuery } from '@tanstack/react-query';
import type { ShownFormat } from '../../../src/domain/display/shown-format.ts';
import { toApiError } from './problem.ts';

/** A format that comes into force is known this long after at the latest. */
const FRESH_MS = 60_000;

/** The formats that this console knows, by id; of an item, the latest version is the last. */
export function useFormats(): ReadonlyMap<string, ShownFormat> {
  const { data } = useQuery({ queryKey: ['formats'], queryFn: fetchFormats, staleTime: FRESH_MS });
  return data ?? NONE;
}

const NONE: ReadonlyMap<string, ShownFormat> = new Map();

async function fetchFormats(): Promise<ReadonlyMap<string, ShownFormat>> {
  const response = await fetch('/formats.json');
  if (!response.ok) throw await toApiError(response);
  const { formats } = (await response.json()) as { formats: ShownFormat[] };
  return new Map(formats.map((format) => [format.id, format]));
}
