import { type CatalogueEntry, CHANNEL_NAMES, type Channel, type ProviderClaim } from './catalogue.ts';

/** Why something is not taken in: a stable code, and words for the sender, Chinese first. */
export interface ProvisionRefusal {
  readonly code: 'item_not_in_force' | 'department_not_entitled' | 'channel_not_allowed';
  readonly message: string;
}

/** Somebody who wants to hand in records of an item. */
export interface Provision {
  /** USCC of the department. */
  readonly department: string;
  /** Node that it hands them in to, six digits. */
  readonly node: string;
  readonly channel: Channel;
}

/**
 * Whether a department may hand in an item at a node by a channel; undefined where it may. `entry` is what the version in force
 * says of the item.
 */
export function refusalToProvide(
  item: string,
  entry: CatalogueEntry | undefined,
  { department, node, channel }: Provision,
): ProvisionRefusal | undefined {
  if (!entry) {
    const message = `现行资源目录没有项目 ${item} (the catalogue in force has no such item)`;
    return { code: 'item_not_in_force', message };
  }
  if (!entry.providers.some((claim) => isMeant(claim, department, node))) {
    const names = entry.providers.map(({ name }) => name).join('、');
    const message = `按资源目录，${entry.name}（${item}）由${names}提供，本部门 ${department} 不在其列 (the department is not entitled)`;
    return { code: 'department_not_entitled', message };
  }
  if (!entry.channels.includes(channel)) {
    const ways = entry.channels.map((each) => CHANNEL_NAMES[each]).join('、');
    const message = `按资源目录，${entry.name}（${item}）以${ways}提供，不接受${CHANNEL_NAMES[channel]} (the channel is not allowed)`;
    return { code: 'channel_not_allowed', message };
  }
  return undefined;
}

/** Whether a claim means a department that hands something in to a node. */
function isMeant({ department, kind, node: place }: ProviderClaim, code: string, node: string): boolean {
  if (place !== undefined && place !== node) return false;
  if (department !== undefined) return department === code;
  return kind === undefined || code.startsWith(kind);
}
