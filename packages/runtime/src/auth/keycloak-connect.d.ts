// keycloak-connect describes only its Express middleware; these are the parts of it that verify a token.
declare module 'keycloak-connect/middleware/auth-utils/config.js' {
  export default class Config {
    constructor(options: {
      realm: string;
      'auth-server-url': string;
      resource: string;
      'bearer-only': true;
      'verify-token-audience': true;
    });
    readonly clientId: string;
    readonly realmUrl: string;
  }
}

declare module 'keycloak-connect/middleware/auth-utils/token.js' {
  export default class Token {
    constructor(jwt: string, clientId: string);
    /** Absent when the text is no JWT. */
    readonly header?: { readonly alg?: unknown; readonly kid?: unknown };
    readonly content: Readonly<Record<string, unknown>>;
  }
}

declare module 'keycloak-connect/middleware/auth-utils/grant-manager.js' {
  import type { KeyObject } from 'node:crypto';
  import type Config from 'keycloak-connect/middleware/auth-utils/config.js';
  import type Token from 'keycloak-connect/middleware/auth-utils/token.js';
  export default class GrantManager {
    constructor(config: Config);
    rotation: { getJWK(keyId: string): Promise<KeyObject> };
    validateToken(token: Token, type: 'Bearer'): Promise<Token>;
  }
}
