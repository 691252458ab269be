import type { Random } from '@necips/testbed';
import type { Targets } from './collect-targets.ts';
import { BATCH_KINDS, CENTRE_STATE_KINDS, PUBLICATION_STATE_KINDS, TILE_KINDS } from './log-kinds.ts';
import { type Place, withoutConstraints } from './place.ts';
import { CENTRE_RECORD_KINDS, RECORD_KINDS } from './record-kinds.ts';
import { SUBJECT_KINDS } from './subject-kinds.ts';
import type { RecordTarget, Touched } from './target.ts';
import { TOPIC_KINDS, type TopicTarget } from './topic-kinds.ts';

/** Records looked at for one that a kind can damage. */
const TRIES_MAX = 200;
/** In a hundred: damage to messages instead of rows. */
const TOPIC_SHARE = 15;

/** One difference that was made. */
export interface Mutation {
  kind: string;
  node: string;
  /** Name of the place, or `topic`. */
  place: string;
  madeAtMs: number;
  touched: Touched;
  /** Of messages: the last offset, and those offsets that must end in quarantine. */
  offsets?: { last: bigint; refused: bigint[] };
  healedAtMs?: number;
  isDetected?: boolean;
}

export interface Field {
  node: string;
  places: Place[];
  targets: Targets;
  topic: TopicTarget;
  send: (messages: readonly Buffer[]) => Promise<bigint>;
}

/** Makes one random difference in a province's copies or its topic; undefined where nothing is left that this draw could damage. */
export async function makeMutation(fields: readonly Field[], random: Random): Promise<Mutation | undefined> {
  const field = random.pick(fields);
  if (random.below(100) < TOPIC_SHARE) return damageTopic(field, random);
  const place = random.pick(field.places);
  const kind = random.pick(KINDS_OF[place.level]);
  const touched = await kind.damage(place, field, random);
  return touched && { kind: kind.name, node: field.node, place: place.name, madeAtMs: Date.now(), touched };
}

async function damageTopic({ node, topic, send }: Field, random: Random): Promise<Mutation> {
  const kind = random.pick(Object.keys(TOPIC_KINDS));
  const { messages, isRefused } = (TOPIC_KINDS[kind] as (typeof TOPIC_KINDS)[string])(topic, random);
  const last = await send(messages);
  const offsets = messages.map((_, i) => last - BigInt(messages.length - 1 - i));
  return {
    kind,
    node,
    place: 'topic',
    madeAtMs: Date.now(),
    touched: { rows: [], leaves: [] },
    offsets: { last, refused: isRefused ? offsets : [] },
  };
}

interface Kind {
  name: string;
  damage: (place: Place, field: Field, random: Random) => Promise<Touched | undefined>;
}

function kindsOf(level: Place['level']): Kind[] {
  const states = level === 'centre' ? CENTRE_STATE_KINDS : PUBLICATION_STATE_KINDS;
  const records = level === 'centre' ? { ...RECORD_KINDS, ...CENTRE_RECORD_KINDS } : RECORD_KINDS;
  return [
    ...Object.entries(records).map(([name, damage]) =>
      onTargets(
        name,
        ({ records }) => records,
        (place, target, random) => withoutConstraints(place.sql, (tx) => damage(tx, target, random)),
      ),
    ),
    ...Object.entries(SUBJECT_KINDS).map(([name, damage]) =>
      onTargets(
        name,
        ({ records }) => records,
        async (place, target) => {
          const { leafIndex } = target;
          if (leafIndex === undefined) return undefined;
          return withoutConstraints(place.sql, (tx) => damage(tx, { ...target, leafIndex }));
        },
      ),
    ),
    ...Object.entries(BATCH_KINDS).map(([name, damage]) =>
      onTargets(
        name,
        ({ batches }) => batches,
        (place, target, random) => withoutConstraints(place.sql, (tx) => damage(tx, target, random)),
      ),
    ),
    ...Object.entries(level === 'publication' ? TILE_KINDS : {}).map(([name, damage]) =>
      onTargets(
        name,
        ({ tiles }) => tiles,
        (place, target, random) => withoutConstraints(place.sql, (tx) => damage(tx, target, random)),
      ),
    ),
    {
      name: 'state',
      async damage(place, field, random) {
        if (statesDamaged.has(`${place.name} ${field.node}`)) return undefined;
        statesDamaged.add(`${place.name} ${field.node}`);
        const damage = random.pick(Object.values(states));
        const target = { node: field.node, generation: field.topic.generation };
        return withoutConstraints(place.sql, (tx) => damage(tx, target));
      },
    },
  ];
}

/** One row says where a log stands, so that it is damaged once. */
const statesDamaged = new Set<string>();

const KINDS_OF = { centre: kindsOf('centre'), publication: kindsOf('publication') };

/** Takes the first target that the kind can damage; it is used up at both levels: what both have lost nobody can give back. */
function onTargets<T extends object>(
  name: string,
  of: (targets: Targets) => T[],
  damage: (place: Place, target: T, random: Random) => Promise<Touched | undefined>,
): Kind {
  return {
    name,
    async damage(place, { targets }, random) {
      const all = of(targets);
      for (let i = 0; i < Math.min(all.length, TRIES_MAX); i++) {
        const target = all[i] as T;
        if (!mayHold(name, target)) continue;
        const touched = await damage(place, target, random);
        if (!touched) continue;
        all.splice(i, 1);
        return touched;
      }
      return undefined;
    },
  };
}

/** Spares the database a try that comes to nothing. */
function mayHold(name: string, target: object): boolean {
  if (!('past' in target)) return true;
  const { past, leafIndex } = target as RecordTarget;
  if (name.startsWith('withdrawn record')) return leafIndex === undefined && past.length > 0;
  if (/older version|successor/.test(name)) return leafIndex !== undefined && past.length > 0;
  return leafIndex !== undefined;
}
