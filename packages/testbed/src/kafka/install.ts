import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CHECKOUT, TOOLS } from '../checkout.ts';
import { findFreePorts } from '../ports.ts';
import { runCommand } from '../run-command.ts';
import { acceptsConnections } from '../supervisor/readiness.ts';
import { kafkaProcess, prepareKafka } from './broker.ts';

const POM = join(CHECKOUT, 'deploy/local/kafka/pom.xml');
const READY_POLL_MS = 100;

/**
 * Resolves the broker's class path from Maven Central into `.tools`, once for each content of its pom. Answers the folder:
 * `lib/` with the jars, and `classes.jsa`, an archive of loaded classes that brings the start from four seconds below two.
 */
export async function installKafka(): Promise<string> {
  const version = createHash('sha256').update(readFileSync(POM)).digest('hex').slice(0, 12);
  const installation = join(TOOLS, `kafka-${version}`);
  if (existsSync(installation)) return installation;
  mkdirSync(TOOLS, { recursive: true });
  const unfinished = mkdtempSync(join(TOOLS, 'kafka-unfinished-'));
  const maven = ['-B', '-q', '-ntp', '-f', POM, `-Dlib=${join(unfinished, 'lib')}`, 'dependency:copy-dependencies'];
  await runCommand('mvn', maven, unfinished);
  renameSync(unfinished, installation);
  await archiveClasses(installation);
  return installation;
}

// The archive holds the classes that a throwaway broker has loaded by the time it ends, under the very same class path.
async function archiveClasses(installation: string): Promise<void> {
  const directory = mkdtempSync(join(TOOLS, 'kafka-unfinished-'));
  const [port = 0, controllerPort = 0] = await findFreePorts(2);
  const broker = { directory, installation, port, controllerPort, adminPassword: 'none' };
  await prepareKafka(broker);
  const { command, args, cwd } = kafkaProcess(broker);
  const flag = `-XX:ArchiveClassesAtExit=${join(directory, 'classes.jsa')}`;
  const child = spawn(command, [flag, ...args], { cwd, stdio: 'ignore' });
  const exited = once(child, 'exit');
  while (child.exitCode === null && !(await acceptsConnections(port))) await delay(READY_POLL_MS);
  child.kill('SIGTERM');
  await exited;
  // Without an archive everything works, only slower.
  if (existsSync(join(directory, 'classes.jsa')))
    renameSync(join(directory, 'classes.jsa'), join(installation, 'classes.jsa'));
  rmSync(directory, { recursive: true });
}
