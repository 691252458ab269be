import { necips } from '@necips/proto';
import { aCentre, type TestCentre } from './centre.ts';
import { aCollection, DEPARTMENTS, type Doors, doors, type SubmissionJson, type TestCollection } from './collection.ts';
import { aPenaltyFile, aPenaltyId, type PenaltyRow } from './penalties.ts';

const { LocateOutcome, TransferOutcome } = necips.federation.v1;

/** The province to which tests send. */
export const DESTINATION = '440000';
/** Another one. */
export const THIRD = '350000';

/** A node that sends records to other provinces, with the test as centre and as destination. */
export async function aSender(settings: Record<string, string> = {}): Promise<Sender> {
  await using opening = new AsyncDisposableStack();
  const clock = { aheadMs: 0 };
  const centre = opening.use(await aCentre());
  const collection = opening.use(
    await aCollection({ ...centre.settings, ...settings }, { now: () => Date.now() + clock.aheadMs }),
  );
  const claims = { node: [centre.node] };
  const [, other] = DEPARTMENTS;
  const otherClaims = { ...claims, department: other.uscc, department_name: other.name };
  const department = doors(collection.base, collection.token('department', claims));
  const officer = () => collection.token('officer', claims);
  const opened = opening.move();
  const list = async (query = '') => {
    const { items } = (await collection.get(`/v1/transfers?limit=200${query}`, officer())) as { items: TransferJson[] };
    return items;
  };
  const until: Sender['until'] = async (look, isSo) => {
    for (;;) {
      const seen = await look();
      if (isSo(seen)) return seen;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  // What has no answer is said again in its time, whatever a test is about by then.
  const known = new Set<string>();
  const nextNew = async () => {
    for (;;) {
      const message = await centre.next();
      const transferId = message.transfer?.transferId;
      if (transferId == null) return message;
      if (known.has(transferId)) continue;
      known.add(transferId);
      return message;
    }
  };
  const sender: Sender = {
    centre,
    collection,
    clock,
    department,
    otherDepartment: doors(collection.base, collection.token('department', otherClaims)),
    officer,
    admin: () => collection.token('province-admin', claims),
    idOf: (decisionNumber) => aPenaltyId(decisionNumber).replace('330000', centre.node),
    load: (...rows) => department.load(aPenaltyFile(...rows), { item: 'PEN' }),
    locate: async (found = {}) => {
      const { locate } = await nextNew();
      const locateId = locate?.locateId ?? '';
      await centre.tell({ located: { locateId, ...FOUND, ...found } });
      return locateId;
    },
    nextTransfer: async () => {
      const { transfer } = await nextNew();
      if (!transfer) throw new Error('the node has said something else than a transfer');
      return transfer as necips.federation.v1.Transfer;
    },
    repeated: async ({ transferId }) => {
      for (;;) {
        const { transfer } = await centre.next();
        if (transfer?.transferId === transferId) return transfer as necips.federation.v1.Transfer;
      }
    },
    send: async (row) => {
      const submission = await sender.load(row);
      await sender.locate();
      return { submission, transfer: await sender.nextTransfer() };
    },
    answer: (transfer, outcome, changes = {}) => {
      const at = { from: transfer.to, to: centre.node, recordId: '', version: 0, reason: '', explanation: '', atMs: 9 };
      const named =
        outcome === 'RECORDED' || outcome === 'PUBLISHED' ? { recordId: `${transfer.to}/PEN/x`, version: 1 } : {};
      const number = TransferOutcome[`TRANSFER_OUTCOME_${outcome}`];
      const { transferId } = transfer;
      return centre.tell({ transferReceipt: { transferId, ...at, ...named, outcome: number, ...changes } });
    },
    list,
    until,
    untilState: async (transfer, state) => {
      const find = async () => (await list()).find(({ transferId }) => transferId === transfer.transferId);
      const found = await until(find, (each) => each?.state === state);
      if (!found) throw new Error('it is not listed');
      return found;
    },
    held: async (decisionNumber) => {
      const { items } = (await collection.get('/v1/held-records?limit=200', officer())) as { items: HeldJson[] };
      return items.find(({ recordId }) => recordId === sender.idOf(decisionNumber));
    },
    submission: async ({ submissionId }) => (await department.get(`/v1/submissions/${submissionId}`)) as SubmissionJson,
    act: (path, body, token) =>
      collection.call(
        path,
        { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
        token ?? officer(),
      ),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
  return sender;
}

const FOUND = {
  outcome: LocateOutcome.LOCATE_OUTCOME_FOUND,
  node: DESTINATION,
  foundBy: 'credit_code',
  locatedAtMs: Date.now(),
};

export interface Sender extends AsyncDisposable {
  centre: TestCentre;
  collection: TestCollection;
  /** How far the node's clock is ahead of the machine's. */
  clock: { aheadMs: number };
  department: Doors;
  otherDepartment: Doors;
  officer(): string;
  admin(): string;
  /** Identity of a penalty's record at this node. */
  idOf(decisionNumber: string): string;
  /** Hands in penalties. */
  load(...rows: PenaltyRow[]): Promise<SubmissionJson>;
  /** Answers the next question; where nothing else is said, the enterprise is registered at the destination. Returns its id. */
  locate(found?: necips.federation.v1.Located.$Properties): Promise<string>;
  /** What the node sends next that it has not sent before. */
  nextTransfer(): Promise<necips.federation.v1.Transfer>;
  /** The next time that it sends this one. */
  repeated(transfer: { transferId: string }): Promise<necips.federation.v1.Transfer>;
  /** Hands in a penalty whose enterprise is registered at the destination, and takes what is sent there. */
  send(row: PenaltyRow): Promise<{ submission: SubmissionJson; transfer: necips.federation.v1.Transfer }>;
  /** Says what became of a transfer, in the destination's word unless changed. */
  answer(
    transfer: { transferId: string; to: string },
    outcome: 'DEFERRED' | 'RECORDED' | 'PUBLISHED' | 'REFUSED' | 'GIVEN_BACK' | 'WITHDRAWN',
    changes?: necips.federation.v1.TransferReceipt.$Properties,
  ): Promise<void>;
  /** Transfers as an officer sees them, the newest first. */
  list(query?: string): Promise<TransferJson[]>;
  until<T>(look: () => Promise<T>, isSo: (seen: T) => boolean): Promise<T>;
  untilState(transfer: { transferId: string }, state: string): Promise<TransferJson>;
  held(decisionNumber: string): Promise<HeldJson | undefined>;
  submission(of: { submissionId: string }): Promise<SubmissionJson>;
  /** Posts an act, as an officer unless another token is given. */
  act(path: string, body: unknown, token?: string): Promise<Response>;
}

export interface TransferJson {
  transferId: string;
  recordId: string;
  version: number;
  takenBack: boolean;
  backToVersion: number | null;
  submissionId: string;
  to: string;
  toName: string;
  state: string;
  stateWord: string;
  reason: string;
  explanation: string;
  sends: number;
  handOnBy: string;
  answerBy: string | null;
  overdue: string | null;
  remoteRecordId: string | null;
}

interface HeldJson {
  heldId: number;
  recordId: string;
  transfer: { to: string; state: string; reason: string; explanation: string } | null;
}
