import { linkPorts, type PortPlan } from '../federation/port-plan.ts';
import { readJson } from '../files.ts';
import { servicePorts } from '../service-processes.ts';
import { type LinkMode, TcpLink } from './tcp-link.ts';

/** What lies between a province and the centre: its way to Kafka, and the centre's ways to its log and its repair reads. */
export type LinkPart = 'kafka' | 'log' | 'grpc';

export const LINK_PARTS: readonly LinkPart[] = ['kafka', 'log', 'grpc'];

/** The links of every province of a federation that was started with `isLinked`. */
export class ProvinceLinks implements AsyncDisposable {
  readonly #links = new Map<string, TcpLink>();

  /** Opens them all; `planFile` is the run folder's `federation.json`. */
  static async open(planFile: string): Promise<ProvinceLinks> {
    const plan = readJson<PortPlan>(planFile);
    if (!plan) throw new Error(`no plan in ${planFile}`);
    const links = new ProvinceLinks();
    for (const node of plan.nodes) {
      const { broker, kafka, log, grpc } = linkPorts(plan, node);
      const publication = servicePorts(plan, node, 'publication');
      links.#links.set(`${node} kafka`, await TcpLink.open(kafka, broker));
      links.#links.set(`${node} log`, await TcpLink.open(log, publication.http));
      links.#links.set(`${node} grpc`, await TcpLink.open(grpc, publication.grpc));
    }
    return links;
  }

  /** From now on these parts of a province's link do this. */
  become(node: string, parts: readonly LinkPart[], mode: LinkMode): void {
    for (const part of parts) this.#links.get(`${node} ${part}`)?.become(mode);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const link of this.#links.values()) await link[Symbol.asyncDispose]();
  }
}
