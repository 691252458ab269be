import { SubmissionService } from '@necips/proto';
import { createGrpcClient } from '@necips/runtime';
import { columnsOf, generateRecords, sampleFormat } from '@necips/testbed';
import { untilIdle } from './import-file.ts';
import type { MeasuredCollection } from './measured-collection.ts';
import type { Penalties } from './penalty-files.ts';
import { SEED } from './seed-subjects.ts';

const MESSAGE_ROWS = 500;

/** Hands penalties in by the gRPC stream; returns records a second until the answer that says that they are durable. */
export async function streamIntake(collection: MeasuredCollection, penalties: Penalties): Promise<number> {
  const { headings, cells } = columnsOf(sampleFormat('PEN'), '2018');
  // Made beforehand: the sender's own work is not what is measured.
  const rows = Array.from(generateRecords({ item: 'PEN', seed: SEED, ...penalties }), (record) => ({
    values: cells(record),
  }));
  const messages = function* () {
    yield { header: { item: 'PEN', columns: [...headings] } };
    for (let at = 0; at < rows.length; at += MESSAGE_ROWS) yield { rows: { rows: rows.slice(at, at + MESSAGE_ROWS) } };
  };
  using client = createGrpcClient(SubmissionService, {
    address: collection.grpc,
    token: { token: () => collection.token() },
  });
  const started = performance.now();
  const { submission } = await client.upload('submit', messages());
  const seconds = (performance.now() - started) / 1000;
  if (Number(submission?.rows) !== penalties.rows) throw new Error(`${submission?.rows} rows are durable`);
  await untilIdle(collection);
  return Math.round(penalties.rows / seconds);
}
