// The wire types and gRPC services of NECIPS. Modules are evaluated in the order in which they are imported.
import './plain-numbers.ts';

export { necips } from '../generated/messages.js';
export * from '../generated/services.ts';
