import { clientOfRole, demoDepartment } from '../keycloak/realm.ts';
import type { LocalFederation } from '../local-federation.ts';

/**
 * Onboards a node's made-up department through the front door, with the account that its realm has for local use. It may hand in
 * everything in every way. Once is enough: a department that takes part, or was revoked, stays as it is.
 */
export async function onboardDemoDepartment(local: LocalFederation, node: string): Promise<void> {
  const { uscc, name } = demoDepartment(node);
  const url = `${local.node(node).collection.rest}/v1/departments`;
  const administrator = `province-admin@${node}`;
  const known = await local.call(administrator, `${url}/${uscc}`);
  await known.body?.cancel();
  if (known.ok) return;
  const department = {
    uscc,
    name,
    items: ['*'],
    ways: ['entry', 'import', 'interface', 'connector'],
    area: node,
    contact: '演示',
    account: clientOfRole('department'),
  };
  const response = await local.call(administrator, url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(department),
  });
  if (!response.ok) throw new Error(`the department of ${node} is not onboarded: ${await response.text()}`);
  await response.body?.cancel();
}
