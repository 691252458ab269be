// Prisma's schema engine, the WebAssembly build that ships with its CLI, over the pg driver: the only way to diff migrations
// against schema.prisma without downloading an engine binary. Four faults of the published adapter are mended here.
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';

// TypeScript declares WebAssembly for browsers only.
declare const WebAssembly: {
  instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: Record<string, unknown> } }>;
};

const PG_CHAR_OID = 18;
const PG_TEXT_OID = 25;

/** Opens the engine for one schema.prisma; `missingSql` is empty where its migrations give exactly that schema. */
export async function openSchemaEngine(serverUrl: string, schemaPath: string) {
  await loadEngine();
  const content = await readFile(schemaPath, 'utf8');
  const factory = bindMigrationAwareSqlAdapterFactory(new MigrationAdapterFactory(new URL(serverUrl)));
  const engine = await bindings.SchemaEngine.new({ datamodels: [[schemaPath, content]] }, () => {}, factory);
  return {
    async missingSql(): Promise<string> {
      const result = await engine.diff({
        from: { tag: 'migrations', ...(await migrationsBeside(schemaPath)) },
        to: { tag: 'schemaDatamodel', files: [{ path: schemaPath, content }] },
        script: true,
        exitCode: true,
        filters: { externalTables: [], externalEnums: [] },
      });
      return result.exitCode === 0 ? '' : (result.stdout ?? 'the engine gave no script');
    },
  };
}

let loaded: Promise<void> | undefined;

function loadEngine(): Promise<void> {
  loaded ??= (async () => {
    Object.assign(globalThis, {
      PRISMA_WASM_PANIC_REGISTRY: { set_message: (message: string) => console.error(message) },
    });
    const folder = dirname(fileURLToPath(import.meta.resolve('@prisma/schema-engine-wasm/schema_engine_bg')));
    const bytes = await readFile(join(folder, 'schema_engine_bg.wasm'));
    const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': bindings });
    bindings.__wbg_set_wasm(instance.exports);
    (instance.exports.__wbindgen_start as () => void)();
  })();
  return loaded;
}

async function migrationsBeside(schemaPath: string) {
  const baseDir = join(dirname(schemaPath), 'migrations');
  const entries = await readdir(baseDir, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  const read = async (name: string) => ({
    path: name,
    migrationFile: {
      path: 'migration.sql',
      content: { tag: 'ok' as const, value: await readFile(join(baseDir, name, 'migration.sql'), 'utf8') },
    },
  });
  return {
    baseDir: resolve(baseDir),
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(names.map(read)),
  };
}

type Adapter = Awaited<ReturnType<PrismaPg['connect']>>;

/** What the engine needs of an adapter's inside, which the published types hide. */
interface AdapterInside {
  performIO(query: unknown): Promise<{ fields: { dataTypeID: number }[] }>;
  queryRaw(query: unknown): Promise<{ columnTypes: number[] }>;
  executeScript(script: string): Promise<void>;
  client: { query(script: string): Promise<unknown> };
  onError(error: unknown): never;
}

class MigrationAdapterFactory {
  readonly provider = 'postgres' as const;
  readonly adapterName = '@prisma/adapter-pg';
  readonly #server: { host: string; port: number; user: string; password: string; database: string };

  constructor(url: URL) {
    this.#server = {
      host: url.hostname,
      port: Number(url.port),
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      database: url.pathname.slice(1),
    };
  }

  async connect(): Promise<Adapter> {
    return mended(await new PrismaPg(this.#server).connect());
  }

  // The published factory would connect to the real database again, and leak the shadow by dropping it while connected.
  async connectToShadowDb(): Promise<Adapter> {
    const main = await new PrismaPg(this.#server).connect();
    const database = `schema_check_${crypto.randomUUID()}`;
    await main.executeScript(`create database "${database}" template template0`);
    const shadow = await new PrismaPg({ ...this.#server, database }).connect();
    const end = shadow.dispose.bind(shadow);
    shadow.dispose = async () => {
      await end();
      await main.executeScript(`drop database "${database}" with (force)`);
      await main.dispose();
    };
    return mended(shadow);
  }
}

function mended(adapter: Adapter): Adapter {
  const inside = adapter as unknown as AdapterInside;
  const performIO = inside.performIO.bind(adapter);
  const queryRaw = inside.queryRaw.bind(adapter);
  let isChar: boolean[] = [];
  // The catalogue's "char" type is unknown to the adapter, so it is read as text and reported as a character.
  inside.performIO = async (query) => {
    const result = await performIO(query);
    isChar = result.fields.map((field) => field.dataTypeID === PG_CHAR_OID);
    for (const field of result.fields) if (field.dataTypeID === PG_CHAR_OID) field.dataTypeID = PG_TEXT_OID;
    return result;
  };
  inside.queryRaw = async (query) => {
    const result = await queryRaw(query);
    const columnTypes = result.columnTypes.map((type, index) => (isChar[index] ? ColumnTypeEnum.Character : type));
    return { ...result, columnTypes };
  };
  // The adapter splits scripts at semicolons, which breaks function bodies; one simple query is one transaction.
  inside.executeScript = async (script) => {
    await inside.client.query(script).catch((error: unknown) => inside.onError(error));
  };
  return adapter;
}
