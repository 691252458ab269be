// The supervisor's process. Its twin, the guardian, starts it again when it is killed, and it does the same for its twin.
import { findHolder, keepRole, takeRole } from './role.ts';
import { spawnTwin } from './spawn-twin.ts';
import { Supervision } from './supervise.ts';

const runDirectory = process.argv[2] ?? '';
const role = await takeRole(runDirectory, 'supervisor');
if (role) {
  const stopping = new AbortController();
  const supervision = new Supervision(runDirectory);
  process.on('SIGHUP', () => supervision.reload());
  process.on('SIGTERM', () => stopping.abort()).on('SIGINT', () => stopping.abort());

  await keepRole(runDirectory, 'guardian', () => spawnTwin(runDirectory, 'guardian'), stopping.signal);

  using guardian = await findHolder(runDirectory, 'guardian');
  if (guardian) process.kill(guardian.pid, 'SIGTERM');
  await guardian?.gone;
  await supervision.stop();
  await role.release();
}
process.exit();
