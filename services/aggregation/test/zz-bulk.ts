import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { connectPostgres, migrate, createLogger, createMetrics } from '@necips/runtime';
import { AGGREGATION_MIGRATIONS } from '../src/index.ts';
import { enrolNode } from '../src/commands/enrol-node.ts';
import { createEvents } from '../src/events.ts';
import { aRegistration, TestProvince } from './province.ts';
import { serveProvince } from './serve-province.ts';
const admin = connectPostgres('postgres://postgres@127.0.0.1:55447/postgres', { max: 1, applicationName: 'x' });
await admin`drop database if exists aggbulk with (force)`;
await admin.unsafe(`create database aggbulk template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C.UTF-8'`);
await admin.end();
const url = 'postgres://postgres@127.0.0.1:55447/aggbulk';
await migrate(url, AGGREGATION_MIGRATIONS);
const log = new TestProvince();
const words = '杭州宁波温州科技商贸网络信息建筑装饰工程材料机械电子实业投资咨询服务贸易餐饮文化传媒物流运输农业生态环保能源医药健康教育管理'.split('');
const N = 150_000;
for (let n = 0; n < N; ) { const regs = []; for (let i = 0; i < 1000; i++, n++) { let name = ''; for (let k = 0; k < 10; k++) name += words[(Math.random() * words.length) | 0]; regs.push(aRegistration(n, { name: name + '有限公司', publicPart: JSON.stringify({ businessScope: '一般项目：技术服务、技术开发、技术咨询、技术交流、技术转让、技术推广；软件开发'.repeat(4), code: 'x', establishedOn: '2019-01-01', name: name + '有限公司' }) })); } log.publish(...regs); }
const served = await serveProvince(log);
const sql = connectPostgres(url, { max: 1, applicationName: 'x' });
await enrolNode({ sql, events: createEvents(createMetrics('x'), createLogger('x', 'silent')) }, { code: '330000', logOrigin: log.origin, logKey: log.verifierKey, logUrl: served.logUrl, logServiceAddress: served.logServiceAddress, tokenUrl: served.tokenUrl }, 'a');
writeFileSync('/tmp/agg/secrets.json', '{"330000":"s"}');
const child = spawn('node', ['src/main.ts'], { stdio: 'inherit', env: { ...process.env, AGGREGATION_HTTP_PORT: '0', AGGREGATION_GRPC_PORT: '0', AGGREGATION_DATABASE_URL: url, AGGREGATION_ISSUER: 'http://127.0.0.1:1/realms/centre', AGGREGATION_KAFKA_BROKERS: '127.0.0.1:1', AGGREGATION_REPAIR_SECRETS_FILE: '/tmp/agg/secrets.json', AGGREGATION_CATCH_UP_AFTER_MS: '0', AGGREGATION_CHECKPOINT_INTERVAL_MS: '200', AGGREGATION_LOG_LEVEL: 'error' } });
const t = performance.now();
for (;;) {
  await new Promise((r) => setTimeout(r, 1000));
  const [s] = await sql`select verified_size from node_state`;
  const st = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  console.log(s!.verified_size, 'rss', Math.round(Number(st.match(/VmRSS:\s+(\d+)/)![1]) / 1024), 'peak', Math.round(Number(st.match(/VmHWM:\s+(\d+)/)![1]) / 1024), Math.round(s!.verified_size / ((performance.now() - t) / 1000)), '/s');
  if (s!.verified_size === N) break;
}
child.kill(); await new Promise((r) => child.once('close', r)); console.log('exit', child.exitCode);
await sql.end(); await served[Symbol.asyncDispose]();
