// The kinds of setting a configuration is made of. A setting without a default is required.
import { readFileSync } from 'node:fs';
import { type Environment, Setting } from './config.ts';

/** Free text, optionally held to a pattern. */
export function text(variable: string, options: { pattern?: RegExp; default?: string } = {}): Setting<string> {
  return new Setting(variable, (env) => {
    const value = env[variable] || options.default;
    if (value === undefined) throw new Error('is required');
    if (options.pattern && !options.pattern.test(value))
      throw new Error(`does not match ${options.pattern}: "${value}"`);
    return value;
  });
}

/** Text that may be left out; reads as `undefined` then. */
export function optionalText(variable: string, options: { pattern?: RegExp } = {}): Setting<string | undefined> {
  return new Setting(variable, (env) => (env[variable] ? text(variable, options).read(env) : undefined));
}

/** A whole number within `min` and `max` (both inclusive). Durations are whole milliseconds in a variable ending `_MS`. */
export function integer(
  variable: string,
  options: { min?: number; max?: number; default?: number } = {},
): Setting<number> {
  const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = options;
  return new Setting(variable, (env) => {
    const written = env[variable] || options.default?.toString();
    if (written === undefined) throw new Error('is required');
    const value = /^-?\d+$/.test(written) ? Number(written) : Number.NaN;
    if (!Number.isSafeInteger(value)) throw new Error(`is not a whole number: "${written}"`);
    if (value < min || value > max) throw new Error(`must lie between ${min} and ${max}: ${value}`);
    return value;
  });
}

/** `true`/`false`, also `1`/`0`. */
export function flag(variable: string, options: { default?: boolean } = {}): Setting<boolean> {
  return new Setting(variable, (env) => {
    const written = env[variable] || options.default?.toString();
    if (written === undefined) throw new Error('is required');
    if (written === 'true' || written === '1') return true;
    if (written === 'false' || written === '0') return false;
    throw new Error(`must be true or false: "${written}"`);
  });
}

/** Comma-separated values, trimmed, empty ones dropped. Required to hold at least one unless a default is given. */
export function list(
  variable: string,
  options: { pattern?: RegExp; default?: readonly string[] } = {},
): Setting<string[]> {
  return new Setting(variable, (env) => {
    const values = (env[variable] ?? '').split(',').flatMap((value) => value.trim() || []);
    if (values.length === 0 && options.default === undefined) throw new Error('is required');
    const bad = values.find((value) => options.pattern && !options.pattern.test(value));
    if (bad !== undefined) throw new Error(`holds "${bad}", which does not match ${options.pattern}`);
    return values.length > 0 ? values : [...(options.default ?? [])];
  });
}

/**
 * A value that must not be seen: given in the variable itself, or as the path of a file in `<VARIABLE>_FILE` (how
 * orchestrators hand secrets over). One trailing line break of the file is dropped. Never printed.
 */
export function secret(variable: string): Setting<string> {
  return new Setting(variable, (env) => {
    const value = env[variable] || undefined;
    const path = env[`${variable}_FILE`] || undefined;
    if (value !== undefined && path !== undefined) throw new Error(`and ${variable}_FILE are both set`);
    const found = value ?? (path === undefined ? undefined : readSecretFile(variable, path));
    if (!found) throw new Error(`(or ${variable}_FILE) is required`);
    return found;
  });
}

/**
 * A key of exactly `bytes` random bytes, given as the path of a file. Without a default: a key that is made when it is missed
 * would silently replace the one that was lost. Never printed.
 */
export function keyFile(variable: string, { bytes }: { bytes: number }): Setting<Buffer> {
  return new Setting(variable, (env) => {
    const make = `make one with: head -c ${bytes} /dev/urandom > FILE && chmod 600 FILE`;
    const path = env[variable];
    if (!path) throw new Error(`is required, the path of a file with ${bytes} random bytes; ${make}`);
    const key = readKey(path);
    if (!key) throw new Error(`names a file that cannot be read (${path}); ${make}`);
    if (key.length !== bytes) throw new Error(`names a file of ${key.length} bytes, not ${bytes} (${path})`);
    return key;
  });
}

/** A secret that may be left out; reads as `undefined` then. */
export function optionalSecret(variable: string): Setting<string | undefined> {
  const given = (env: Environment) => Boolean(env[variable] || env[`${variable}_FILE`]);
  return new Setting(variable, (env) => (given(env) ? secret(variable).read(env) : undefined));
}

function readKey(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

function readSecretFile(variable: string, path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch (cause) {
    throw new Error(`cannot be read from ${variable}_FILE (${path})`, { cause });
  }
}
