// Checks that imports point one way: proto, domain, tlog ← proof, runtime ← exchange ← services ← testbed ← scripts, that inside
// a service doors never touch the store, and that the risky libraries stay in the one folder that owns each.
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const root = join(import.meta.dirname, '..');

// What each workspace package may import of the others.
const MAY_IMPORT: Record<string, string[]> = {
  proto: [],
  'packages/domain': [],
  'packages/tlog': [],
  'packages/proof': ['tlog'],
  'packages/workbook': [],
  'packages/runtime': ['proto', 'domain', 'tlog'],
  'packages/exchange': ['proto', 'domain', 'tlog', 'proof', 'runtime'],
  'services/collection': ['proto', 'domain', 'tlog', 'workbook', 'runtime'],
  'services/publication': ['proto', 'domain', 'tlog', 'proof', 'runtime', 'exchange'],
  'services/aggregation': ['proto', 'domain', 'tlog', 'proof', 'runtime', 'exchange'],
  'services/console': ['domain', 'runtime'],
  'packages/testbed': [
    'proto',
    'domain',
    'tlog',
    'workbook',
    'runtime',
    'exchange',
    'collection',
    'publication',
    'aggregation',
  ],
  scripts: ['proto', 'domain', 'tlog', 'workbook', 'proof', 'runtime', 'exchange', 'testbed'],
};

// Inside a service: main → service → (rpc http consumers jobs) → (commands queries) → (domain store).
const LAYERS: Record<string, string[]> = {
  rpc: ['rpc', 'commands', 'queries', 'domain', 'files'],
  http: ['http', 'commands', 'queries', 'domain', 'identity', 'files'],
  consumers: ['consumers', 'commands', 'queries', 'domain', 'files'],
  jobs: ['jobs', 'commands', 'queries', 'domain', 'files'],
  commands: ['commands', 'queries', 'domain', 'store', 'identity', 'files'],
  queries: ['queries', 'domain', 'store', 'files'],
  store: ['store', 'domain', 'files', 'generated'],
  domain: ['domain'],
  // Accounts in the realm.
  identity: ['identity', 'files'],
};

// A risky library and the only place that may import it.
const OWNERS: Record<string, string> = {
  kafkajs: 'packages/runtime/src/kafka/',
  'keycloak-connect': 'packages/runtime/src/auth/',
  '@grpc/grpc-js': 'packages/runtime/src/grpc/',
  '@platformatic/kafka': 'packages/testbed/',
  hucre: 'packages/workbook/',
  pg: 'services/collection/src/department-source.ts',
};

// What runs in a browser too imports nothing of Node, but for the one file that has a twin there.
const BROWSER = ['packages/tlog/src/', 'packages/proof/src/'];
const NODE_TWIN = 'packages/tlog/src/node-crypto.ts';

const IMPORT = /(?:from|import)\s*\(?\s*'([^']+)'/g;

const faults: string[] = [];
let imports = 0;
for (const file of globSync(['{proto,scripts}/**/*.ts', '{packages,services}/*/{src,test}/**/*.ts'], { cwd: root })) {
  if (file.includes('node_modules') || file.includes('generated/')) continue;
  // It writes import lines, as text.
  if (file === 'proto/generate.ts') continue;
  for (const [, specifier = ''] of readFileSync(join(root, file), 'utf8').matchAll(IMPORT)) {
    imports += 1;
    const fault = check(file, specifier);
    if (fault) faults.push(`${file}: ${fault}`);
  }
}
// A check that reads nothing would pass for ever.
if (imports < 200) faults.push(`only ${imports} imports were found: the check itself is broken`);
if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
console.log(`${imports} imports point the right way`);

function check(file: string, specifier: string): string | undefined {
  const home = Object.keys(MAY_IMPORT).find((folder) => file.startsWith(`${folder}/`)) ?? 'unknown';
  const isTest = file.includes('/test/') || file.endsWith('.test.ts');
  const owner = Object.entries(OWNERS).find(
    ([library]) => specifier === library || specifier.startsWith(`${library}/`),
  );
  if (owner && !file.startsWith(owner[1]) && !isTest) return `${owner[0]} is imported only in ${owner[1]}`;
  if (
    specifier.startsWith('node:') &&
    BROWSER.some((folder) => file.startsWith(folder)) &&
    !isTest &&
    file !== NODE_TWIN
  ) {
    return `runs in a browser and may not import ${specifier}`;
  }
  if (specifier.startsWith('@necips/')) return checkPackage(home, specifier, isTest);
  if (specifier.startsWith('.') && !isTest) return checkLayer(file, specifier, home);
  return undefined;
}

function checkPackage(home: string, specifier: string, isTest: boolean): string | undefined {
  const target = specifier.split('/')[1] ?? '';
  const allowed = MAY_IMPORT[home] ?? [];
  if (allowed.includes(target) || (isTest && target === 'testbed')) return undefined;
  return `${home} may not import ${specifier}`;
}

function checkLayer(file: string, specifier: string, home: string): string | undefined {
  const target = normalize(join(dirname(file), specifier));
  if (!target.startsWith(home === 'proto' ? 'proto/' : `${home}/`)) return `reaches out of its package: ${specifier}`;
  if (!home.startsWith('services/')) return undefined;
  const allowed = LAYERS[layerOf(file, home)];
  if (!allowed || allowed.includes(layerOf(target, home))) return undefined;
  return `${layerOf(file, home)} may not import ${layerOf(target, home)} (${specifier})`;
}

function layerOf(path: string, home: string): string {
  const parts = path.slice(`${home}/src/`.length).split('/');
  return parts.length > 1 ? (parts[0] ?? 'files') : 'files';
}
