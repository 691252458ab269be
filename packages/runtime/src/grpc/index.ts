export { type CallOptions, createGrpcClient, type GrpcClient, type GrpcClientOptions } from './client.ts';
export type { MethodName, RequestOf, ResponseOf, ServiceShape } from './definition.ts';
export {
  type Call,
  clientStream,
  type HandlersOf,
  type MethodHandler,
  type Rpc,
  serverStream,
  unary,
} from './method-handler.ts';
export { createGrpcServer, type GrpcServer, type GrpcServerOptions } from './server.ts';
