/**
 * Reads a nested, typed configuration out of environment variables. Every fault is found before anything is thrown, so
 * that an operator mends a deployment in one go. Variables set to the empty string count as not set.
 *
 * @throws ConfigError naming every missing or malformed variable. Values of secrets never appear in it.
 */
export function readConfig<S extends ConfigShape>(env: Environment, shape: S): ConfigOf<S> {
  const faults: string[] = [];
  const config = readGroup(env, shape, faults);
  if (faults.length > 0) throw new ConfigError(faults);
  return config as ConfigOf<S>;
}

/** Every fault of a configuration, one line. `faults` holds them separately. */
export class ConfigError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`configuration: ${faults.join('; ')}`);
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

/** The environment a process was started with; only `main` reads `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** One variable and how its text becomes a value. Made by `text`, `integer`, `secret`, … */
export class Setting<T> {
  readonly variable: string;
  readonly read: (env: Environment) => T;

  constructor(variable: string, read: (env: Environment) => T) {
    this.variable = variable;
    this.read = read;
  }
}

/** A group of settings; groups nest. */
export interface ConfigShape {
  readonly [key: string]: Setting<unknown> | ConfigShape;
}

/** The value a shape reads as. */
export type ConfigOf<S extends ConfigShape> = {
  readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : S[K] extends ConfigShape ? ConfigOf<S[K]> : never;
};

function readGroup(env: Environment, shape: ConfigShape, faults: string[]): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [key, entry] of Object.entries(shape)) {
    if (!(entry instanceof Setting)) {
      values[key] = readGroup(env, entry, faults);
      continue;
    }
    try {
      values[key] = entry.read(env);
    } catch (error) {
      faults.push(`${entry.variable} ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return values;
}
