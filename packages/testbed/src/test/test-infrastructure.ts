import { TEST_RUN } from '../checkout.ts';
import { TcpLink } from '../faults/tcp-link.ts';
import { infrastructurePorts, planPorts } from '../federation/port-plan.ts';
import {
  type Infrastructure,
  type InfrastructurePart,
  installParts,
  startInfrastructure,
  stopInfrastructure,
} from '../infrastructure.ts';
import { noProgress, type Progress } from '../progress.ts';
import { awaitRole, takeRole } from '../supervisor/role.ts';

const PORT_BASE_OF_TESTS = 26_000;

/**
 * Real PostgreSQL, and Kafka and Keycloak where they are named, shared by all tests of this checkout. `./scripts/test` starts
 * them before the tests and stops them after; a test file that is run by hand starts what it misses and leaves it running
 * for the next one, until `./scripts/down`.
 */
export async function testInfrastructure(
  parts: readonly InfrastructurePart[],
  progress: Progress = noProgress,
): Promise<Infrastructure> {
  await progress('Kafka and Keycloak: installing', () => installParts(parts));
  const plan = await planTestPorts();
  const { kafkaDetour: port, kafkaDetourAdvertised: advertisedPort } = infrastructurePorts(plan);
  const kafkaLinks = [{ port, advertisedPort }];
  return startInfrastructure({ runDirectory: TEST_RUN, plan, parts, durable: false, progress, kafkaLinks });
}

/** Kafka by a way on which a test may cut or block it; nobody else has it meanwhile. Its address is `address`. */
export async function openKafkaDetour(): Promise<{ link: TcpLink; address: string } & AsyncDisposable> {
  await using opening = new AsyncDisposableStack();
  opening.use(await awaitRole(TEST_RUN, 'kafka-detour'));
  const ports = infrastructurePorts(await planTestPorts());
  const link = opening.use(await TcpLink.open(ports.kafkaDetourAdvertised, ports.kafkaDetour));
  const opened = opening.move();
  const address = `127.0.0.1:${ports.kafkaDetourAdvertised}`;
  return { link, address, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

/** Marks a run of all tests: while one is held there is no other, and `./scripts/down` leaves the tests' infrastructure alone. */
export function claimTestRun(): Promise<AsyncDisposable | undefined> {
  return takeRole(TEST_RUN, 'test-run');
}

/** Stops what the tests share and deletes its data. Answers whether anything ran. */
export function stopTestInfrastructure(): Promise<boolean> {
  return stopInfrastructure(TEST_RUN, { wipe: true });
}

async function planTestPorts() {
  await using _turn = await awaitRole(TEST_RUN, 'planner');
  return planPorts(TEST_RUN, [], undefined, PORT_BASE_OF_TESTS);
}
