// The guardian's process: does nothing but see to it that there is a supervisor.
import { keepRole, takeRole } from './role.ts';
import { spawnTwin } from './spawn-twin.ts';

const runDirectory = process.argv[2] ?? '';
const role = await takeRole(runDirectory, 'guardian');
if (role) {
  const stopping = new AbortController();
  process
    .on('SIGTERM', () => stopping.abort())
    .on('SIGINT', () => stopping.abort())
    .on('SIGHUP', () => {});
  await keepRole(runDirectory, 'supervisor', () => spawnTwin(runDirectory, 'supervisor'), stopping.signal);
  await role.release();
}
process.exit();
