import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError } from '../../../api/problem.ts';
import type { Draft } from '../draft.ts';
import { DraftKeeper } from './draft-keeper.ts';
import type { DraftValues } from './merge-values.ts';
import { unsavedCopyOf } from './unsaved-copy.ts';

/** A draft at a server, to which several tabs write by revision. */
class Server {
  values: DraftValues = {};
  revision = 1;
  saves = 0;
  refusal: ApiError | undefined;

  readonly read = async () => this.#show();
  readonly save = async (values: DraftValues, etag: string) => {
    this.saves += 1;
    if (this.refusal) throw this.refusal;
    if (etag !== `"${this.revision}"`) throw new ApiError(409, '', 'draft_changed');
    this.values = values;
    this.revision += 1;
    return this.#show();
  };
  readonly submit = async (etag: string) => {
    if (etag !== `"${this.revision}"`) throw new ApiError(409, '', 'draft_changed');
    return this.#show();
  };

  #show() {
    const draft = { draftId: 'd', values: this.values, state: 'editing' } as unknown as Draft;
    return { data: draft, etag: `"${this.revision}"` };
  }
}

function aStorage(): Storage {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
    get length() {
      return kept.size;
    },
  } as unknown as Storage;
}

async function aTab(server: Server, storage = aStorage()) {
  return { storage, keeper: new DraftKeeper(await server.read(), server, unsavedCopyOf('d', 'officer', storage)) };
}

const saved = ({ keeper }: { keeper: DraftKeeper }) =>
  new Promise<void>((resolve) => {
    const look = () => {
      if (keeper.get().saving !== 'saved') return;
      leave();
      resolve();
    };
    const leave = keeper.subscribe(look);
  });

test('what is typed is saved by itself, several keys at a time, and then no copy of it is left', async () => {
  const server = new Server();
  const tab = await aTab(server);
  for (const name of ['杭', '杭州', '杭州甲']) tab.keeper.change('name', name);
  assert.equal(tab.storage.length, 1);

  await saved(tab);

  assert.deepEqual([server.values, server.saves, tab.storage.length], [{ name: '杭州甲' }, 1, 0]);
});

test('what two tabs type into different fields is all there', async () => {
  const server = new Server();
  const [one, other] = [await aTab(server), await aTab(server)];

  one.keeper.change('name', '甲');
  await saved(one);
  other.keeper.change('basis', '第一条');
  await saved(other);

  assert.deepEqual(server.values, { name: '甲', basis: '第一条' });
  assert.deepEqual(other.keeper.get().values, server.values);
});

test('a field that two tabs have filled in differently is not saved until somebody has decided', async () => {
  const server = new Server();
  const [one, other] = [await aTab(server), await aTab(server)];
  one.keeper.change('name', '甲');
  await saved(one);

  other.keeper.change('name', '乙');
  await assert.rejects(other.keeper.submit(), { reason: 'conflicts' });
  assert.deepEqual(other.keeper.get().conflicts, [{ field: 'name', mine: '乙', theirs: '甲' }]);
  assert.deepEqual(server.values, { name: '甲' });

  other.keeper.decide('name', '乙');
  await saved(other);
  assert.deepEqual(server.values, { name: '乙' });
});

test('what could not be saved because the session has ended is saved after a new login, or after a reload', async () => {
  const server = new Server();
  const tab = await aTab(server);
  server.refusal = new ApiError(401, '', 'session_ended');
  tab.keeper.change('name', '甲');
  await assert.rejects(tab.keeper.submit(), { reason: 'session_ended' });
  tab.keeper.change('basis', '第一条');
  tab.keeper.stop();

  server.refusal = undefined;
  const reloaded = await aTab(server, tab.storage);
  assert.deepEqual(reloaded.keeper.get().values, { name: '甲', basis: '第一条' });
  reloaded.keeper.retry();
  await saved(reloaded);

  assert.deepEqual(server.values, { name: '甲', basis: '第一条' });
  tab.keeper.stop();
});

test('what is submitted is what stands in the form, saved before', async () => {
  const server = new Server();
  const tab = await aTab(server);
  tab.keeper.change('name', '甲');

  await tab.keeper.submit();

  assert.deepEqual([server.values, tab.keeper.get().saving], [{ name: '甲' }, 'saved']);
});

test('what is refused for good is not tried again and again', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const server = new Server();
  const tab = await aTab(server);
  server.refusal = new ApiError(409, '草稿已提交', 'draft_state');
  tab.keeper.change('name', '甲');

  await assert.rejects(tab.keeper.submit(), { reason: 'draft_state' });
  t.mock.timers.tick(60_000);
  await Promise.resolve();

  assert.equal(server.saves, 1);
  assert.equal(tab.keeper.get().problem?.reason, 'draft_state');
});
