// The wire types and gRPC services of NECIPS. 64-bit integers are plain numbers: indexes, counts and milliseconds stay far
// below 2^53, so protobufjs is told that there is no Long before its readers are set up.
import protobuf from 'protobufjs/minimal.js';

protobuf.util.Long = undefined as never;
protobuf.configure();

export { necips } from '../generated/messages.js';
export * from '../generated/services.ts';
