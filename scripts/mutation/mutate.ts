import { type LocalFederation, openKafkaAdmin, produceMessages, Random, readMessages } from '@necips/testbed';
import { attribute } from './attribute.ts';
import { collectTargets, type Targets } from './collect-targets.ts';
import { hasPatrol, keepPatrolling } from './keep-patrolling.ts';
import { type Field, type Mutation, makeMutation } from './make-mutations.ts';
import { openPlaces, type Place } from './place.ts';
import { prepareData } from './prepare-data.ts';
import { type MutationReport, summarise } from './report.ts';
import { settledSnapshots } from './snapshot.ts';
import { LEAF_FIELD } from './topic-kinds.ts';
import { watchHealing } from './watch-healing.ts';

const SETTLE_MS = 60_000;
/** Draws that come to nothing, because no target is left for the kind, for each one that is wanted. */
const DRAWS_A_MUTATION = 20;
const HONEST_MESSAGES = 12;
/** Waiting ends after so many rounds of the slowest patrol, and so much time besides. */
const ROUNDS_WAITED = 4;
const GRACE_MS = 60_000;

export interface MutateOptions {
  nodes: string[];
  count: number;
  seed: number;
  /** Records loaded into each province before. */
  rows: number;
  levels: string[];
  progress: (text: string) => void;
}

/** Loads data, takes snapshots, makes differences, has the copies patrolled, and compares until all is as it was. */
export async function mutate(federation: LocalFederation, options: MutateOptions): Promise<MutationReport> {
  const { nodes, seed, progress } = options;
  progress(`seed ${seed}`);
  const random = new Random(seed);
  await using opened = openPlaces(federation, nodes);
  const { places } = opened;
  const fields = await Promise.all(nodes.map((node) => prepareField(federation, places, node, options)));
  const before = await settledSnapshots(places, SETTLE_MS);
  progress(`${[...before.values()].reduce((sum, { size }) => sum + size, 0)} rows are to be the same again`);

  const sinceMs = Date.now();
  await using keeper = keepPatrolling(federation, await patrolledOf(federation, places));
  await using admin = openKafkaAdmin({
    kafka: { ...federation.kafkaAdmin(), adminPassword: federation.kafkaAdmin().password },
  });
  const mutations: Mutation[] = [];
  let isMaking = true;
  const making = makeAll(fields, mutations, options.count, random).finally(() => {
    isMaking = false;
  });
  const watching = watchHealing({
    places,
    before,
    mutations,
    consumed: (node) => admin.committedOffset(`centre.aggregation.${node}`, topicOf(node)),
    isMaking: () => isMaking,
    deadline: () => (mutations.at(-1)?.madeAtMs ?? sinceMs) + ROUNDS_WAITED * Math.max(0, ...keeper.rounds) + GRACE_MS,
    progress,
  });
  const [, differing] = await Promise.all([making, watching]);
  const findings = await attribute(places, mutations, sinceMs);
  const size = fields.reduce((sum, { topic }) => sum + topic.size, 0);
  return summarise({ seed, mutations, differing, findings, rounds: keeper.rounds, size, progress });
}

async function makeAll(fields: Field[], mutations: Mutation[], count: number, random: Random): Promise<void> {
  for (let draws = 0; mutations.length < count && draws < count * DRAWS_A_MUTATION; draws++) {
    const mutation = await makeMutation(fields, random);
    if (mutation) mutations.push(mutation);
  }
}

async function prepareField(
  federation: LocalFederation,
  places: readonly Place[],
  node: string,
  { rows, seed, levels, progress }: MutateOptions,
): Promise<Field> {
  const publication = places.find(({ name }) => name === node);
  const centre = places.find(({ level }) => level === 'centre');
  if (!publication || !centre) throw new Error(`no database of ${node}`);
  progress(`${node}: loading ${rows} records, second versions, and some that are taken back`);
  const history = await prepareData(federation, { node, rows, seed, sql: publication.sql });
  await settledSnapshots([publication, centre], SETTLE_MS);
  const [state] = await centre.sql<{ origin: string; generation: number; size: number }[]>`
    select log_origin as origin, generation, verified_size as size from public.node join public.node_state on node = code
    where code = ${node}`;
  if (!state) throw new Error(`${node} is not enrolled`);
  const targets = await collectTargets(publication, node, history, new Random(seed + Number(node)));
  const messages = await reserveMessages(federation, publication, node, targets);
  const damaged = [centre, publication].filter(({ level }) => levels.includes(level));
  return {
    node,
    places: await patrolledOf(federation, damaged),
    targets,
    topic: { ...state, node, messages },
    send: (values) => produceMessages(federation.kafkaAdmin(), topicOf(node), values),
  };
}

/**
 * Honest messages of the topic to send again, damaged or not. The batches that they hold are not damaged in the databases: a message
 * is held against what is stored, so that the two would be one difference.
 */
async function reserveMessages(
  federation: LocalFederation,
  { sql }: Place,
  node: string,
  targets: Targets,
): Promise<Buffer[]> {
  const firstLeaves = await sql<{ firstIndex: number; leaf: Buffer }[]>`
    select first_index as "firstIndex", substring(leaves for 98) as leaf from exchange.log_batch where node = ${node}`;
  const batches = new Map(firstLeaves.map(({ firstIndex, leaf }) => [leaf.toString('hex'), firstIndex]));
  const messages: Buffer[] = [];
  for await (const { value } of readMessages(federation.kafkaAdmin(), topicOf(node))) {
    const at = value.indexOf(LEAF_FIELD) + LEAF_FIELD.length - 1;
    const firstIndex = batches.get(value.subarray(at, at + 98).toString('hex'));
    if (firstIndex === undefined) continue;
    targets.batches = targets.batches.filter((batch) => batch.firstIndex !== firstIndex);
    messages.push(value);
    if (messages.length >= Math.min(HONEST_MESSAGES, batches.size / 3)) break;
  }
  return messages;
}

async function patrolledOf(federation: LocalFederation, places: readonly Place[]): Promise<Place[]> {
  const found = await Promise.all(places.map(async (place) => ((await hasPatrol(federation, place)) ? [place] : [])));
  return found.flat();
}

function topicOf(node: string): string {
  return `federation.published.v1.${node}`;
}
