import { openCentre } from './centre.ts';
import { aRegistration, TestProvince } from './province.ts';
import { connectPostgres, createLogger, createMetrics, migrate } from '@necips/runtime';
import postgres from 'postgres';
import { AGGREGATION_MIGRATIONS } from '../src/index.ts';
import { Province } from '../src/province.ts';
import { PublicLog } from '../src/public-log.ts';
import { BulkLog } from '../src/bulk-log.ts';
import { enrolNode } from '../src/commands/enrol-node.ts';
import { receiveMessages } from '../src/commands/receive-messages.ts';
import { createEvents } from '../src/events.ts';
import { Gate } from '../src/domain/gate.ts';
import { readAggregationConfig } from '../src/config.ts';
const ROWS = Number(process.argv[2] ?? 100000), BATCH = Number(process.argv[3] ?? 500), PER = Number(process.argv[4] ?? 4);
const admin = postgres('postgres://postgres@127.0.0.1:55447/postgres', { max: 1, onnotice(){} });
await admin`drop database if exists aggbench with (force)`;
await admin.unsafe(`create database aggbench template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C.UTF-8'`);
await admin.end();
const url = 'postgres://postgres@127.0.0.1:55447/aggbench';
await migrate(url, AGGREGATION_MIGRATIONS);
const config = readAggregationConfig({ AGGREGATION_HTTP_PORT:'0', AGGREGATION_GRPC_PORT:'0', AGGREGATION_DATABASE_URL:url, AGGREGATION_ISSUER:'x', AGGREGATION_KAFKA_BROKERS:'x', AGGREGATION_REPAIR_SECRETS_FILE:'/x'});
const sql = connectPostgres(url, { max: 4, applicationName: 'bench' });
const events = createEvents(createMetrics('aggregation'), createLogger('aggregation', 'warn'));
const { limits, pace, repair } = config;
const context = { sql, reading: sql, prisma: undefined as never, events, limits, pace, repairs: new Gate(2), now: Date.now };
const log = new TestProvince();
await enrolNode(context, { code: '330000', logOrigin: log.origin, logKey: log.verifierKey, logUrl: 'http://127.0.0.1:1/log', logServiceAddress: '127.0.0.1:1', tokenUrl: 'http://127.0.0.1:1/t' }, 'a');
const node = { code: '330000', name: 'x', logOrigin: log.origin, logKey: log.verifierKey, logUrl: 'http://127.0.0.1:1/log', logServiceAddress: '127.0.0.1:1', tokenUrl: 'http://127.0.0.1:1/t' };
const province = new Province(node, { sql, publicLog: new PublicLog(node.logUrl), bulkLog: new BulkLog(node, { repair, limits, plaintextBeyondLoopback: false }) });
const words = '杭州宁波温州科技商贸网络信息建筑装饰工程材料机械电子实业投资咨询服务贸易餐饮文化传媒物流运输农业生态环保能源医药健康教育管理'.split('');
let spent = 0, cpu = 0; const thirds: number[] = [];
const signal = new AbortController().signal;
let n = 0;
while (n < ROWS) {
  const messages = [];
  for (let m = 0; m < PER; m++) {
    const regs = [];
    for (let i = 0; i < BATCH; i++, n++) {
      let name = ''; for (let k = 0; k < 10; k++) name += words[(Math.random() * words.length) | 0];
      regs.push({ ...aRegistration(n), name: name + '有限公司', extra: '' , formerNames: undefined as never, businessScope: '一般项目：技术服务、技术开发、技术咨询、技术交流、技术转让、技术推广；软件开发；信息系统集成服务；计算机软硬件及辅助设备零售；日用百货销售'.repeat(2)});
    }
    const batch = log.publish(...regs); messages.push(log.message(batch)); log.batches.length = 0;
  }
  const t = performance.now(), c = process.cpuUsage();
  await province.exclusive(() => receiveMessages(context, province, messages, signal));
  spent += performance.now() - t; const d = process.cpuUsage(c); cpu += (d.user + d.system) / 1000;
  if (n % (ROWS / 5) < BATCH * PER) console.log(n, 'rows', Math.round(n / (spent / 1000)), 'rows/s', 'node cpu us/row', Math.round(cpu * 1000 / n), 'rss', Math.round(process.memoryUsage().rss / 1e6));
}

import { serveProvince } from './serve-province.ts';
import { spawn } from 'node:child_process';
if (process.argv[5] === 'verify') {
  const served = await serveProvince(log);
  await sql`update node set log_url = ${served.logUrl}`;
  const t = performance.now();
  const child = spawn('/usr/bin/env', ['node', '/work/main/scripts/verify.ts', '--database', url], { stdio: 'inherit' });
  let peak = 0; const timer = setInterval(async () => { try { const m = (await import('node:fs')).readFileSync(`/proc/${child.pid}/status`, 'utf8').match(/VmHWM:\s+(\d+)/); peak = Number(m?.[1] ?? 0); } catch {} }, 200);
  await new Promise((r) => child.once('close', r)); clearInterval(timer);
  console.log('verify', Math.round(performance.now() - t), 'ms, peak MB', Math.round(peak / 1024));
  await served[Symbol.asyncDispose]();
}
await sql.end();
