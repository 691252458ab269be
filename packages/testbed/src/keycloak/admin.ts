import type { RealmAdministrator, RealmClient, RealmRepresentation } from './realm.ts';
import { fetchToken } from './token.ts';

/** Administers a Keycloak as its master realm's administrator. */
export interface KeycloakAccess {
  url: string;
  adminPassword: string;
}

/** Imports a realm unless there is one of its name: an existing realm is never changed. */
export async function ensureRealm(access: KeycloakAccess, realm: RealmRepresentation): Promise<void> {
  const call = await openAdmin(access);
  if ((await call(`/${realm.realm}`)).ok) return;
  const response = await call('', { method: 'POST', body: JSON.stringify(realm) });
  if (!response.ok) throw await refusal(`realm ${realm.realm}`, response);
}

/** Adds a client with its service account and role to a realm; one that is there keeps its settings, and gets the role. */
export async function ensureClient(access: KeycloakAccess, realm: string, client: RealmClient): Promise<void> {
  const { clientId, role, representation } = client;
  const call = await openAdmin(access);
  const account = await ensureServiceAccount(call, realm, clientId, representation);
  const realmRole: unknown = await (await call(`/${realm}/roles/${role}`)).json();
  const mapping = `/${realm}/users/${account}/role-mappings/realm`;
  const mapped = await call(mapping, { method: 'POST', body: JSON.stringify([realmRole]) });
  if (!mapped.ok) throw await refusal(`role ${role} for ${clientId}`, mapped);
}

/** Adds a client whose service account administers the realm with these rights of `realm-management`, and nothing else. */
export async function ensureAdministrator(
  access: KeycloakAccess,
  realm: string,
  { clientId, rights, representation }: RealmAdministrator,
): Promise<void> {
  const call = await openAdmin(access);
  const account = await ensureServiceAccount(call, realm, clientId, representation);
  const management = await findClientId(call, realm, 'realm-management');
  const roles = await Promise.all(
    rights.map(
      async (right): Promise<unknown> => (await call(`/${realm}/clients/${management}/roles/${right}`)).json(),
    ),
  );
  const mapping = `/${realm}/users/${account}/role-mappings/clients/${management}`;
  const mapped = await call(mapping, { method: 'POST', body: JSON.stringify(roles) });
  if (!mapped.ok) throw await refusal(`${rights.join(', ')} for ${clientId}`, mapped);
}

/** Answers the id of the client's service account. */
async function ensureServiceAccount(call: AdminCall, realm: string, clientId: string, representation: object) {
  const created = await call(`/${realm}/clients`, { method: 'POST', body: JSON.stringify(representation) });
  if (!created.ok && created.status !== 409) throw await refusal(`client ${clientId}`, created);
  const found = await findClientId(call, realm, clientId);
  return ((await (await call(`/${realm}/clients/${found}/service-account-user`)).json()) as { id: string }).id;
}

async function findClientId(call: AdminCall, realm: string, clientId: string): Promise<string | undefined> {
  const [found] = (await (await call(`/${realm}/clients?clientId=${clientId}`)).json()) as { id: string }[];
  return found?.id;
}

/** Calls the administration of realms, `/<realm>/…`. */
export async function openAdmin({ url, adminPassword }: KeycloakAccess): Promise<AdminCall> {
  const token = await fetchToken(url, 'master', {
    grant_type: 'password',
    client_id: 'admin-cli',
    username: 'admin',
    password: adminPassword,
  });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return async (path, init = {}) => {
    const response = await fetch(`${url}/admin/realms${path}`, { ...init, headers });
    // What nobody reads would keep the connection busy.
    return new Response((await response.text()) || null, { status: response.status });
  };
}

/** What Keycloak says where it refuses. */
export async function refusal(what: string, response: Response): Promise<Error> {
  return new Error(`Keycloak refuses ${what}: ${response.status} ${await response.text()}`);
}

type AdminCall = (path: string, init?: RequestInit) => Promise<Response>;
