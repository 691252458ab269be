import { builtInFormats, type Format } from '@necips/domain';
import { Random } from './random.ts';
import { RECORDS } from './records/index.ts';
import { aSubject, type SampleSubject } from './subject.ts';

/** Subjects that records are about where nothing else is said: those that the sample of a node registers. */
const SUBJECTS = 2_000;
const ANY_DAY = '2026-01-01';

/**
 * Made-up records of an item, lawful but for the shares that are asked for, one at a time and for ever the same for their options.
 * They are about the subjects that `generateRegistrations` makes for the same node, seed and range.
 */
export function* generateRecords(options: RecordOptions): Generator<Record<string, unknown>> {
  const { item, node, rows, seed, firstSubject = 0, subjects = SUBJECTS } = options;
  const { first = 0, elsewhere = 0, unmatched = 0, wrong = 0 } = options;
  const format = sampleFormat(item);
  for (let number = first; number < first + rows; number++) {
    const random = Random.of(seed ^ ITEM_SALT, number);
    const chance = random.below(1_000_000) / 1_000_000;
    const place = firstSubject + (number % subjects);
    const isElsewhere = chance < elsewhere;
    const subject = aSubject(isElsewhere ? otherNode(node) : node, place, seed);
    const isUnmatched = !isElsewhere && chance < elsewhere + unmatched;
    const record = aRecord(format, isUnmatched ? unregistered(subject, number) : subject, random, number);
    if (chance >= 1 - wrong) damage(format, record, random);
    yield record;
  }
}

export interface RecordOptions {
  /** `PEN`. */
  item: string;
  /** Node whose enterprises they are about. */
  node: string;
  rows: number;
  seed: number;
  /** Number of the first record: files with ranges apart share no record. */
  first?: number;
  /** Number of the first subject, and how many there are; by turns. */
  firstSubject?: number;
  subjects?: number;
  /** Shares, from 0 to 1: about enterprises of another province, about nobody who is registered, and not in order. */
  elsewhere?: number;
  unmatched?: number;
  wrong?: number;
}

/** The format that samples of an item are made for. Throws a RangeError where there is none. */
export function sampleFormat(item: string): Format {
  const format = builtInFormats().inForce(item, ANY_DAY);
  if (!format) throw new RangeError(`no item ${item}`);
  return format;
}

// Records draw other numbers than the subjects of the same seed.
const ITEM_SALT = 0x5ec04d5;

function aRecord(format: Format, subject: SampleSubject, random: Random, number: number): Record<string, unknown> {
  if (format.isRegistration) return registrationOf(subject);
  const make = RECORDS[format.item];
  if (!make) throw new RangeError(`no sample of ${format.item}`);
  const has = (name: string): boolean => Object.hasOwn(format.document.properties, name);
  return {
    name: subject.name,
    uscc: subject.code,
    ...(has('partyType') && { partyType: subject.isIndividualBusiness ? '个体工商户' : '法人及非法人组织' }),
    ...(has('legalRepresentative') && { legalRepresentative: subject.person }),
    ...make({ random, subject, number }),
  };
}

function registrationOf(subject: SampleSubject): Record<string, unknown> {
  return {
    name: subject.name,
    code: subject.code,
    establishedOn: subject.establishedOn,
    ...(subject.type !== '' && { type: subject.type }),
    legalRepresentative: subject.person,
    ...(subject.capital !== '' && { capital: subject.capital }),
    businessScope: subject.scope,
    province: subject.province,
    region: subject.prefecture,
    address: subject.address,
  };
}

/** An enterprise that nobody has registered: subjects are numbered from below, these from above. */
function unregistered(subject: SampleSubject, number: number): SampleSubject {
  const stranger = aSubject('110000', UNREGISTERED_FROM + (number % 1_000_000), 0);
  return { ...subject, name: `${stranger.name}（未登记）`, code: stranger.code };
}

const UNREGISTERED_FROM = 880_000_000;

/** Both provinces of the local federation are each other's elsewhere. */
function otherNode(node: string): string {
  return node === '440000' ? '330000' : '440000';
}

/** Makes a record wrong in one of the ways in which files are. */
function damage(format: Format, record: Record<string, unknown>, random: Random): void {
  const dates = format.fields.filter((field) => field.kind === 'date' && record[field.name] !== undefined);
  const way = random.below(3);
  if (way === 0) record[format.document['x-subject'].name] = '';
  else if (way === 1 && dates.length > 0) record[random.pick(dates).name] = '2024-02-30';
  else record[format.document['x-subject'].uscc ?? ''] = 'X9133';
}
