import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ConfigError, readConfig } from './config.ts';
import { flag, integer, list, optionalText, secret, text } from './settings.ts';

const shape = {
  node: text('COLLECTION_NODE', { pattern: /^\d{6}$/ }),
  http: {
    port: integer('COLLECTION_HTTP_PORT', { min: 0, max: 65_535 }),
    verbose: flag('COLLECTION_VERBOSE', { default: false }),
  },
  databaseUrl: secret('COLLECTION_DATABASE_URL'),
  brokers: list('COLLECTION_BROKERS'),
  note: optionalText('COLLECTION_NOTE'),
};

test('a configuration reads as one nested typed value', () => {
  const config = readConfig(
    {
      COLLECTION_NODE: '330000',
      COLLECTION_HTTP_PORT: '8080',
      COLLECTION_DATABASE_URL: 'postgres://one',
      COLLECTION_BROKERS: 'a:9092, b:9092,',
      COLLECTION_NOTE: '',
    },
    shape,
  );

  assert.deepEqual(config, {
    node: '330000',
    http: { port: 8_080, verbose: false },
    databaseUrl: 'postgres://one',
    brokers: ['a:9092', 'b:9092'],
    note: undefined,
  });
});

test('every fault of a configuration is reported together, in one line', () => {
  const env = { COLLECTION_NODE: '33', COLLECTION_HTTP_PORT: '80x', COLLECTION_VERBOSE: 'yes' };

  assert.throws(
    () => readConfig(env, shape),
    (error) => {
      assert(error instanceof ConfigError);
      assert.deepEqual(
        error.faults.map((fault) => fault.split(' ')[0]),
        [
          'COLLECTION_NODE',
          'COLLECTION_HTTP_PORT',
          'COLLECTION_VERBOSE',
          'COLLECTION_DATABASE_URL',
          'COLLECTION_BROKERS',
        ],
      );
      assert(!error.message.includes('\n'));
      return true;
    },
  );
});

test('a number out of range, in exponent form or with a fraction is a fault', () => {
  const setting = { port: integer('PORT', { min: 1, max: 10 }) };
  for (const written of ['0', '11', '1e0', '1.0', ' 5', '0x5']) {
    assert.throws(() => readConfig({ PORT: written }, setting), ConfigError, written);
  }
});

test('a secret is read from the file its _FILE variable names, and never both ways', () => {
  const folder = mkdtempSync(join(tmpdir(), 'necips-secret-'));
  const path = join(folder, 'url');
  writeFileSync(path, 'postgres://from-file\n');
  const setting = { url: secret('URL') };

  assert.deepEqual(readConfig({ URL_FILE: path }, setting), { url: 'postgres://from-file' });
  assert.throws(
    () => readConfig({ URL_FILE: path, URL: 'postgres://hunter2' }, setting),
    (error) => error instanceof ConfigError && !error.message.includes('hunter2'),
  );
  assert.throws(() => readConfig({ URL_FILE: join(folder, 'none') }, setting), /URL cannot be read from URL_FILE/);
  rmSync(folder, { recursive: true });
});
