import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT, TOOLS } from '../checkout.ts';
import { runCommand } from '../run-command.ts';

const VERSION = '26.7.4';
const SETTINGS = join(CHECKOUT, 'deploy/keycloak/keycloak.conf');
const UNPACK = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:unpack';

/** Brings Keycloak from Maven Central into `.tools` and builds it, once for each content of its settings. Answers the folder. */
export async function installKeycloak(): Promise<string> {
  const settings = createHash('sha256').update(readFileSync(SETTINGS)).digest('hex').slice(0, 12);
  const installation = join(TOOLS, `keycloak-${VERSION}-${settings}`);
  if (existsSync(installation)) return installation;
  mkdirSync(TOOLS, { recursive: true });
  const unfinished = mkdtempSync(join(TOOLS, 'keycloak-unfinished-'));
  const artifact = `-Dartifact=org.keycloak:keycloak-quarkus-dist:${VERSION}:zip`;
  // The plug-in leaves marker files in the working directory.
  await runCommand('mvn', ['-B', '-q', '-ntp', UNPACK, artifact, `-DoutputDirectory=${unfinished}`], unfinished);
  const home = join(unfinished, `keycloak-${VERSION}`);
  copyFileSync(SETTINGS, join(home, 'conf/keycloak.conf'));
  await runCommand('sh', [join(home, 'bin/kc.sh'), 'build'], unfinished);
  renameSync(home, installation);
  rmSync(unfinished, { recursive: true });
  return installation;
}
