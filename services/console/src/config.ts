import {
  type ConfigOf,
  type Environment,
  integer,
  keyFile,
  optionalText,
  readConfig,
  secret,
  serviceSettings,
  text,
} from '@necips/runtime';

const URL_PATTERN = /^https?:\/\/[^\s/?#]+$/;
const SEAL_KEY_BYTES = 32;

const SHAPE = {
  /** Node that it is the face of, six digits; 100000 is the centre. */
  node: text('CONSOLE_NODE', { pattern: /^\d{6}$/ }),
  /** A page takes about twenty requests. */
  ...serviceSettings('CONSOLE', { requestsPerSecondMax: 2_000 }),
  /** As browsers reach it, without a path: cookies, redirects and the check of origins go by it. */
  baseUrl: text('CONSOLE_BASE_URL', { pattern: URL_PATTERN }),
  clientId: text('CONSOLE_CLIENT_ID', { default: 'console' }),
  clientSecret: secret('CONSOLE_CLIENT_SECRET'),
  session: {
    /** Seals tokens in the database. */
    key: keyFile('CONSOLE_SESSION_KEY_FILE', { bytes: SEAL_KEY_BYTES }),
    /** Without an act of the person for this long, a session ends. */
    idleMs: integer('CONSOLE_SESSION_IDLE_MS', { min: 1_000, max: 86_400_000, default: 1_800_000 }),
    /** It ends after this long, whatever is done. */
    lifetimeMs: integer('CONSOLE_SESSION_LIFETIME_MS', { min: 1_000, max: 86_400_000, default: 36_000_000 }),
  },
  upstream: {
    /** REST of what shows records: publication at a province, aggregation at the centre. */
    exchange: text('CONSOLE_EXCHANGE_URL', { pattern: URL_PATTERN }),
    /** REST of collection; a province's console has it. */
    collection: optionalText('CONSOLE_COLLECTION_URL', { pattern: URL_PATTERN }),
  },
  /** JSON file `{ "centre": key, "nodes": [{ "node", "keys": [key] }] }` of verifier keys that readers check proofs under. */
  pinnedKeysFile: text('CONSOLE_PINNED_KEYS_FILE'),
  /** Font of PDF reports, with Chinese: TTF, OTF or TTC. Reports are not offered without it. */
  fontFile: text('CONSOLE_FONT_FILE', { default: '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc' }),
  /** Name of the font in a TTC. */
  fontName: text('CONSOLE_FONT_NAME', { default: 'NotoSansCJKsc-Regular' }),
};

/** Everything that a console is told. Throws ConfigError with all faults together. */
export function readConsoleConfig(env: Environment): ConsoleConfig {
  return readConfig(env, SHAPE);
}

export type ConsoleConfig = ConfigOf<typeof SHAPE>;
