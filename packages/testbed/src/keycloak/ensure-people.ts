import { type KeycloakAccess, openAdmin, refusal } from './admin.ts';
import type { People } from './people.ts';

/**
 * Sees to it that a realm has the console's client, as it is given here, and the people: one who is there keeps password and
 * groups, and gets the roles.
 */
export async function ensurePeople(access: KeycloakAccess, { realm, client, group, users }: People): Promise<void> {
  const call = await openAdmin(access);
  const send = async (what: string, method: string, path: string, body: unknown) => {
    const response = await call(`/${realm}${path}`, { method, body: JSON.stringify(body) });
    if (!response.ok && response.status !== 409) throw await refusal(what, response);
  };
  const find = async (path: string) => ((await (await call(`/${realm}${path}`)).json()) as { id: string }[])[0]?.id;
  await send(client.clientId, 'POST', '/clients', client);
  // Its address may be another one by now.
  await send(client.clientId, 'PUT', `/clients/${await find(`/clients?clientId=${client.clientId}`)}`, client);
  await send(group.name, 'POST', '/groups', group);
  for (const { representation, roles } of users) {
    const { username } = representation;
    await send(username, 'POST', '/users', representation);
    const id = await find(`/users?exact=true&username=${username}`);
    const mappings: unknown[] = [];
    for (const role of roles) mappings.push(await (await call(`/${realm}/roles/${role}`)).json());
    await send(username, 'POST', `/users/${id}/role-mappings/realm`, mappings);
  }
}
