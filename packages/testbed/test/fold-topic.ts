// A reader that shares nothing with the services but the words of `proto/`: another client library, its own decoding, its own fold.
import { type KafkaAccess, readMessages } from '../src/index.ts';

/** What a record has become, as the topic tells it. */
export interface FoldedRecord {
  version: number;
  subjectId: string;
  leafIndex: number;
  /** The public part as sent. */
  publicPart: string;
}

/** Reads the topic of a province from its first message to its last and folds it into a table of current records. */
export async function foldTopic(access: KafkaAccess, topic: string): Promise<Map<string, FoldedRecord>> {
  const records = new Map<string, FoldedRecord>();
  const byPseudonym = new Map<string, string>();
  let next = 0;
  for await (const { value } of readMessages(access, topic)) {
    const batch = readFields(value);
    const first = batch.numbers.get(3) ?? 0;
    for (const [i, bytes] of (batch.bytes.get(4) ?? []).entries()) {
      const leafIndex = first + i;
      // A relay that was killed sends again what it had sent.
      if (leafIndex < next) continue;
      if (leafIndex > next) throw new Error(`leaf ${next} is missing before ${leafIndex}`);
      next += 1;
      const sent = readFields(bytes);
      const leaf = sent.bytes.get(1)?.[0] ?? Buffer.alloc(0);
      const pseudonym = leaf.subarray(2, 18).toString('hex');
      if (leaf[1] === 2) {
        records.delete(byPseudonym.get(pseudonym) ?? '');
        byPseudonym.delete(pseudonym);
      } else if (leaf[1] === 1 && sent.numbers.get(7) !== 1) {
        const { recordId, version, subject } = JSON.parse(textOf(sent, 4)) as Head;
        records.set(recordId, { version, subjectId: subject.code, leafIndex, publicPart: textOf(sent, 5) });
        byPseudonym.set(pseudonym, recordId);
      }
    }
  }
  return records;
}

interface Head {
  recordId: string;
  version: number;
  subject: { code: string };
}

function textOf({ bytes }: Fields, field: number): string {
  return bytes.get(field)?.[0]?.toString() ?? '';
}

/** Fields of a protobuf message by number: varints, and everything that has a length. */
interface Fields {
  numbers: Map<number, number>;
  bytes: Map<number, Buffer[]>;
}

function readFields(message: Buffer): Fields {
  const fields: Fields = { numbers: new Map(), bytes: new Map() };
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = message[at++];
      if (byte === undefined) throw new Error('the message ends inside a number');
      value += (byte % 128) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const tag = varint();
    const field = Math.floor(tag / 8);
    if (tag % 8 === 0) {
      fields.numbers.set(field, varint());
    } else if (tag % 8 === 2) {
      const length = varint();
      const all = fields.bytes.get(field);
      const value = message.subarray(at, at + length);
      if (all) all.push(value);
      else fields.bytes.set(field, [value]);
      at += length;
    } else {
      throw new Error(`field ${field} is of a kind that no message here has`);
    }
  }
  return fields;
}
