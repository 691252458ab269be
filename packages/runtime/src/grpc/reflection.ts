import { globSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Server } from '@grpc/grpc-js';
import { fromJSON, loadSync } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import { withImports } from './descriptor-imports.ts';

/** The folder that `import` lines in our .proto files are relative to. */
export function defaultProtoRoot(): string {
  return dirname(dirname(fileURLToPath(import.meta.resolve('@necips/proto'))));
}

/** Lets tools (grpcurl) list and describe the services served, without a token: the contract is public. */
export function addReflection(server: Server, protoRoot: string, services: string[]): void {
  const paths = globSync('necips/**/*.proto', { cwd: protoRoot });
  const contracts = withImports(loadSync(paths, { includeDirs: [protoRoot], keepCase: true }), protoRoot, paths);
  new ReflectionService({ ...contracts, ...fromJSON(HEALTH_CONTRACT) }, { services }).addToServer(server);
}

const request = { comment: '', requestType: 'HealthCheckRequest', responseType: 'HealthCheckResponse' };

/**
 * grpc.health.v1 without its `List` method, whose answer holds a map: protobufjs 7 misnames map entries in descriptors, and
 * then no tool can read the file. (For the same reason a map in one of our own .proto files would hide that file.)
 */
const HEALTH_CONTRACT: Contract = {
  nested: {
    'grpc.health.v1': {
      nested: {
        HealthCheckRequest: { fields: { service: { type: 'string', id: 1 } } },
        HealthCheckResponse: {
          fields: { status: { type: 'ServingStatus', id: 1 } },
          nested: { ServingStatus: { values: { UNKNOWN: 0, SERVING: 1, NOT_SERVING: 2, SERVICE_UNKNOWN: 3 } } },
        },
        Health: { methods: { Check: request, Watch: { ...request, responseStream: true } } },
      },
    },
  },
};

type Contract = Parameters<typeof fromJSON>[0];
