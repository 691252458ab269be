import { builtInFormats, type SubmittedValues } from '@necips/domain';
import { necips } from '@necips/proto';
import type { TestCentre } from './centre.ts';
import type { TestCollection } from './collection.ts';

type Transfer = necips.federation.v1.Transfer.$Properties;
type Receipt = necips.federation.v1.TransferReceipt;

/** A department of the sending province, and another one. */
export const SENDERS_DEPARTMENTS = [
  { provider: '11440000006939748J', providerName: '广东省市场监督管理局' },
  { provider: '114400000069397560', providerName: '广东省生态环境厅' },
] as const;

const AUTHORITY = '广州市市场监督管理局';
const LAWFUL = {
  content: '警告',
  facts: '无照经营',
  penaltyKinds: '警告',
  decidedOn: '2024-03-01',
  authority: AUTHORITY,
};

/** Another province, which sends records to the node of a test through the centre, and hears what became of them. */
export class OtherProvince {
  readonly node: string;
  /** What the node has asked the centre meanwhile. */
  readonly locates: necips.federation.v1.Locate[] = [];
  readonly #centre: TestCentre;
  readonly #heard: Receipt[] = [];

  constructor(centre: TestCentre, node: string) {
    this.#centre = centre;
    this.node = node;
  }

  /** A penalty as this province has recorded it; what is not given is lawful. */
  penalty(values: { decisionNumber: string; name: string } & SubmittedValues, changes: Transfer = {}): Transfer {
    return this.record('PEN@1', { ...LAWFUL, ...values }, { recordKey: values.decisionNumber, ...changes });
  }

  /** A record by its format, in the parts that leave a node. */
  record(format: string, values: SubmittedValues, changes: Transfer = {}): Transfer {
    const reading = builtInFormats().find(format)?.read(values, { node: '440000', today: '2026-11-01' });
    if (!reading?.ok) throw new Error(JSON.stringify(reading));
    const { publicPart, restrictedPart } = reading;
    const version = changes.version ?? 1;
    return {
      transferId: `${changes.recordKey}-v${version}`,
      from: this.node,
      to: this.#centre.node,
      item: format.slice(0, 3),
      format,
      ...SENDERS_DEPARTMENTS[0],
      publicPart,
      restrictedPart,
      receivedAtMs: 5,
      version,
      sentAtMs: 6,
      ...changes,
    };
  }

  /** Sends them by the centre, in order. */
  async send(...transfers: Transfer[]): Promise<void> {
    await this.#centre.tell(...transfers.map((transfer) => ({ transfer })));
  }

  /** Sends one and waits for the answer. */
  async ask(transfer: Transfer): Promise<Receipt> {
    await this.send(transfer);
    return await this.answer(transfer.transferId ?? '');
  }

  /** Waits for the next answer about a transfer, and takes it out. */
  async answer(transferId: string): Promise<Receipt> {
    for (;;) {
      const place = this.#heard.findIndex((receipt) => receipt.transferId === transferId);
      const [found] = place < 0 ? [] : this.#heard.splice(place, 1);
      if (found) return found;
      const { transferReceipt, locate } = await this.#centre.next();
      if (locate) this.locates.push(locate as necips.federation.v1.Locate);
      if (transferReceipt) this.#heard.push(transferReceipt as Receipt);
    }
  }

  /** Waits until the node asks where an enterprise is registered. */
  async locateOf(name: string): Promise<necips.federation.v1.Locate> {
    for (;;) {
      const found = this.locates.find((locate) => locate.name === name);
      if (found) return found;
      const { transferReceipt, locate } = await this.#centre.next();
      if (locate) this.locates.push(locate as necips.federation.v1.Locate);
      if (transferReceipt) this.#heard.push(transferReceipt as Receipt);
    }
  }
}

/** Outcomes by their short names. */
export const OUTCOMES = {
  deferred: necips.federation.v1.TransferOutcome.TRANSFER_OUTCOME_DEFERRED,
  recorded: necips.federation.v1.TransferOutcome.TRANSFER_OUTCOME_RECORDED,
  published: necips.federation.v1.TransferOutcome.TRANSFER_OUTCOME_PUBLISHED,
  refused: necips.federation.v1.TransferOutcome.TRANSFER_OUTCOME_REFUSED,
  givenBack: necips.federation.v1.TransferOutcome.TRANSFER_OUTCOME_GIVEN_BACK,
  withdrawn: necips.federation.v1.TransferOutcome.TRANSFER_OUTCOME_WITHDRAWN,
} as const;

/** What an answer says, in short: outcome and reason. */
export function fateOf({ outcome, reason }: Receipt): string {
  const name = Object.entries(OUTCOMES).find(([, number]) => number === outcome)?.[0] ?? String(outcome);
  return reason === '' ? name : `${name} ${reason}`;
}

/** Identity of a penalty's record at a node. */
export function penaltyId(node: string, decisionNumber: string): string {
  return `${node}/PEN/${encodeURIComponent(`${decisionNumber.toLowerCase()}~${AUTHORITY}`)}`;
}

/** The versions of a record, as the feed has them. */
export async function versionsOf(collection: TestCollection, recordId: string): Promise<FeedVersion[]> {
  const rows = await collection.sql<{ version: number; operation: number; head: string; publicPart: string }[]>`
    select version, operation, head, public_part as "publicPart" from record_version
    join record_version_content using (sequence) where record_id = ${recordId} order by version`;
  return rows.map(({ head, ...row }) => ({ ...row, head: JSON.parse(head) as FeedVersion['head'] }));
}

export interface FeedVersion {
  version: number;
  operation: number;
  publicPart: string;
  head: {
    node: string;
    origin: { node?: string; recordKey?: string; batch: string; department: string; row: number };
    provider: { code: string; name: string };
    subject: { code: string; name: string };
  };
}
