// 64-bit integers are plain numbers: indexes, counts and milliseconds stay far below 2^53. protobufjs must be told that there
// is no Long before the generated classes are evaluated, because they take their default values from it.
import protobuf from 'protobufjs/minimal.js';

protobuf.util.Long = undefined as never;
protobuf.configure();
