import { join } from 'node:path';
import { writeJson } from '../files.ts';
import type { Endpoints, ServiceEndpoints } from '../local-federation.ts';
import { consoleUrl, type Federation, servicePorts } from '../service-processes.ts';
import type { ServiceName } from './service-migrations.ts';

/** Where everything of the federation is reached. */
function endpointsOf({ plan, infrastructure, hasConsoles }: Federation): Endpoints {
  const of = (node: string, service: ServiceName): ServiceEndpoints => {
    const { http, grpc } = servicePorts(plan, node, service);
    const rest = `http://127.0.0.1:${http}`;
    const log = service === 'publication' && { log: `${rest}/log` };
    return { rest, grpc: `127.0.0.1:${grpc}`, ...log, metrics: `${rest}/metrics` };
  };
  const nodes = plan.nodes.map((node) => {
    return [node, { collection: of(node, 'collection'), publication: of(node, 'publication') }] as const;
  });
  return {
    nodes: Object.fromEntries(nodes),
    centre: { aggregation: of('100000', 'aggregation') },
    consoles: hasConsoles
      ? Object.fromEntries(['100000', ...plan.nodes].map((node) => [node, consoleUrl({ plan }, node)]))
      : {},
    keycloak: infrastructure.keycloak.url,
    kafka: `${infrastructure.kafka.host}:${infrastructure.kafka.port}`,
    postgres: infrastructure.postgresUrl,
  };
}

/** Writes `endpoints.json`, the file by which everything outside finds the federation. */
export function writeEndpoints(federation: Federation): Endpoints {
  const endpoints = endpointsOf(federation);
  writeJson(join(federation.runDirectory, 'endpoints.json'), endpoints);
  return endpoints;
}
