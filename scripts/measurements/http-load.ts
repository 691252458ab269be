// A child process that asks for the given paths over keep-alive connections and prints what it saw as JSON. It writes raw
// HTTP/1.1 and reads only lengths, so that on two cores it takes as little as it can from the server that it measures.
import { connect } from 'node:net';

interface LoadRequest {
  host: string;
  port: number;
  paths: string[];
  connections: number;
  seconds: number;
}

interface LoadReport {
  requests: number;
  failed: number;
  perSecond: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
}

const request = JSON.parse(process.argv[2] ?? '') as LoadRequest;
const latencies: number[] = [];
let failed = 0;
let next = 0;
const started = performance.now();
const end = started + request.seconds * 1000;
await Promise.all(Array.from({ length: request.connections }, oneConnection));
const seconds = (performance.now() - started) / 1000;
latencies.sort((a, b) => a - b);
const report: LoadReport = {
  requests: latencies.length,
  failed,
  perSecond: Math.round(latencies.length / seconds),
  p50Ms: at(0.5),
  p95Ms: at(0.95),
  p99Ms: at(0.99),
};
console.log(JSON.stringify(report));

function oneConnection(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(request.port, request.host);
    socket.setNoDelay(true);
    let sentAt = 0;
    let received = Buffer.alloc(0);
    const send = () => {
      if (performance.now() >= end) {
        socket.end();
        resolve();
        return;
      }
      const path = request.paths[next++ % request.paths.length];
      sentAt = performance.now();
      socket.write(`GET ${path} HTTP/1.1\r\nhost: ${request.host}\r\n\r\n`);
    };
    socket.on('connect', send);
    socket.on('error', reject);
    socket.on('data', (piece) => {
      received = received.length === 0 ? piece : Buffer.concat([received, piece]);
      const headEnd = received.indexOf('\r\n\r\n');
      if (headEnd < 0) return;
      const head = received.toString('latin1', 0, headEnd);
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (received.length < headEnd + 4 + length) return;
      if (!head.startsWith('HTTP/1.1 200')) failed += 1;
      latencies.push(performance.now() - sentAt);
      received = Buffer.alloc(0);
      send();
    });
  });
}

function at(quantile: number): number {
  const value = latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * quantile))] ?? 0;
  return Math.round(value * 10) / 10;
}
