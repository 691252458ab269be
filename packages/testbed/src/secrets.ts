import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readJson, writeJson } from './files.ts';

/** Answers the secret of this name, generated the first time it is asked for. Letters, digits, `-` and `_` only. */
export type Secrets = (name: string) => string;

/** The secrets of a run folder, kept in `secrets.json`, readable by its owner. They are never printed. */
export function openSecrets(runDirectory: string): Secrets {
  const path = join(runDirectory, 'secrets.json');
  return (name) => {
    const known = readJson<Record<string, string>>(path) ?? {};
    const secret = known[name] ?? randomBytes(24).toString('base64url');
    if (known[name] === undefined) writeJson(path, { ...known, [name]: secret });
    return secret;
  };
}
