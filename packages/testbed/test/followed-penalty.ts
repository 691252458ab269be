import assert from 'node:assert/strict';
import { awaitVerified, demoDepartment, type LocalFederation, until } from '@necips/testbed';

const ITEM = 'PEN';
const AUTHORITY = '杭州市市场监督管理局';
const COLUMNS = 'decisionNumber,name,uscc,content,facts,penaltyKinds,decidedOn,authority';

/** A penalty (行政处罚信息) of an enterprise on its way through a running federation, from the door to the centre. */
export class FollowedPenalty {
  readonly recordId: string;
  readonly #federation: LocalFederation;
  readonly #node: string;
  readonly #number: string;
  readonly #subject: { code: string; name: string };
  readonly #giveUpAt: number;

  constructor(federation: LocalFederation, { node, number, subject, giveUpAfterMs }: FollowedPenaltyOptions) {
    this.#federation = federation;
    this.#node = node;
    this.#number = number;
    this.#subject = subject;
    this.#giveUpAt = Date.now() + giveUpAfterMs;
    this.recordId = `${node}/${ITEM}/${encodeURIComponent(`${number}~${AUTHORITY}`)}`;
  }

  /** Who hands it in. */
  get department(): string {
    return demoDepartment(this.#node).uscc;
  }

  /** Hands in a file whose second row it is; returns its batch once the centre has verified what that has published. */
  async handIn(facts: string): Promise<string> {
    const { code, name } = this.#subject;
    const row = (number: string) => [number, name, code, '警告', facts, '警告', '2026-01-05', AUTHORITY].join(',');
    const body = [COLUMNS, row(`${this.#number}-2`), row(this.#number), ''].join('\n');
    const path = `/v1/submissions?item=${ITEM}&fileName=${encodeURIComponent(`${facts}.csv`)}`;
    return await this.#ended(await this.#collection<Submission>(path, { body, type: 'text/csv' }));
  }

  /** Withdraws it as its department; returns the batch that does, once the centre has verified that. */
  async withdraw(reason: string): Promise<string> {
    const path = `/v1/records/${encodeURIComponent(this.recordId)}/withdraw`;
    return await this.#ended(
      await this.#collection(path, { body: JSON.stringify({ reason }), type: 'application/json' }),
    );
  }

  /** What the centre shows of it; undefined where it shows nothing. */
  async shownAtCentre(): Promise<ShownRecord | undefined> {
    const { rest } = this.#federation.endpoints.centre.aggregation;
    const url = `${rest}/v1/subjects/${this.#subject.code}/records?item=${ITEM}&limit=100`;
    const { items } = (await (await fetch(url)).json()) as { items: ShownRecord[] };
    return items.find(({ recordId }) => recordId === this.recordId);
  }

  /** Where its versions come from, once the node knows that the centre has verified those that are shown. */
  async provenance(): Promise<Version[]> {
    const path = `/v1/records/${encodeURIComponent(this.recordId)}/provenance`;
    return await until(
      async () => {
        const { items, isPublicationKnown } = await this.#collection<Provenance>(path);
        const last = items.at(-1);
        const isKnown = last && (!last.isShown || typeof last.publication?.verifiedAt === 'string');
        return isPublicationKnown && isKnown && items;
      },
      { withinMs: this.#giveUpAt - Date.now() },
    );
  }

  async #ended({ submissionId }: Submission): Promise<string> {
    const federation = this.#federation;
    const submission = await until(async () => {
      const now = await this.#collection<Submission>(`/v1/submissions/${submissionId}`);
      return now.state === 'completed' && now;
    });
    assert.equal(submission.accepted, submission.rows);
    const deadline = AbortSignal.timeout(this.#giveUpAt - Date.now());
    const options = { federation, node: this.#node, progress: () => {} };
    await awaitVerified(options, submission.lastFeedSequence, deadline);
    return submissionId;
  }

  async #collection<Answer>(path: string, sent?: { body: string; type: string }): Promise<Answer> {
    const url = `${this.#federation.node(this.#node).collection.rest}${path}`;
    const init = sent && { method: 'POST', body: sent.body, headers: { 'content-type': sent.type } };
    const response = await this.#federation.call(`department@${this.#node}`, url, init);
    const answer: unknown = await response.json();
    assert.ok(response.ok, JSON.stringify(answer));
    return answer as Answer;
  }
}

interface FollowedPenaltyOptions {
  node: string;
  /** Number of the decision, in small letters. */
  number: string;
  /** An enterprise that the node has registered. */
  subject: { code: string; name: string };
  giveUpAfterMs: number;
}

/** One version, as the provenance of the record tells it; see `GET /v1/records/{recordId}/provenance`. */
export interface Version {
  version: number;
  cause: string;
  isShown: boolean;
  reason: string;
  recordedAt: string;
  origin: {
    submissionId: string;
    row: number;
    department: string;
    account: string;
    way: string;
    fileName: string;
    receivedAt: string;
    completedAt: string;
  };
  publication: { generation: number; leafIndex: number; publishedAt: string; verifiedAt: string } | null;
}

interface ShownRecord {
  recordId: string;
  version: number;
  leafIndex: number;
  publishedAt: string;
  provider: { code: string };
  origin: { department: string | null; node: string | null; batch: string | null; row: number | null };
}

interface Provenance {
  items: Version[];
  isPublicationKnown: boolean;
}

interface Submission {
  submissionId: string;
  state: string;
  rows: number;
  accepted: number;
  lastFeedSequence: number;
}
