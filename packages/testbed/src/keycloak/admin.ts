import type { RealmRepresentation } from './realm.ts';
import { fetchToken } from './token.ts';

/** Imports a realm unless there is one of its name: an existing realm is never changed. */
export async function ensureRealm(url: string, adminPassword: string, realm: RealmRepresentation): Promise<void> {
  const token = await fetchToken(url, 'master', {
    grant_type: 'password',
    client_id: 'admin-cli',
    username: 'admin',
    password: adminPassword,
  });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const known = await fetch(`${url}/admin/realms/${realm.realm}`, { headers });
  await known.body?.cancel();
  if (known.ok) return;
  const response = await fetch(`${url}/admin/realms`, { method: 'POST', headers, body: JSON.stringify(realm) });
  if (!response.ok)
    throw new Error(`Keycloak refuses realm ${realm.realm}: ${response.status} ${await response.text()}`);
}
