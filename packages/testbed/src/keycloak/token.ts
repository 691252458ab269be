/** Asks a realm's token endpoint for an access token. Rejects with Keycloak's own words when it is refused. */
export async function fetchToken(url: string, realm: string, form: Record<string, string>): Promise<string> {
  const response = await fetch(`${url}/realms/${realm}/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  const body = (await response.json()) as { access_token?: string; error_description?: string };
  if (body.access_token === undefined) {
    throw new Error(`Keycloak gives no token in realm ${realm}: ${response.status} ${body.error_description ?? ''}`);
  }
  return body.access_token;
}

/** Access token of a client's service account. */
export function fetchClientToken(url: string, realm: string, clientId: string, clientSecret: string): Promise<string> {
  return fetchToken(url, realm, {
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
  });
}
