export { type Access, PUBLIC, roles } from './access.ts';
export type { Caller } from './caller.ts';
export { createTokenSource, type TokenSource, type TokenSourceOptions } from './token-source.ts';
export { createTokenVerifier, type TokenVerifier, type TokenVerifierOptions } from './token-verifier.ts';
