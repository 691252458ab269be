// What a generated service definition (packages `@necips/proto`) tells about its methods' types.

/** The shape of the generated definitions: one member a method. */
export interface MethodShape {
  readonly path: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
  readonly requestSerialize: (value: never) => Buffer;
  readonly requestDeserialize: (bytes: Buffer) => unknown;
  readonly responseSerialize: (value: never) => Buffer;
  readonly responseDeserialize: (bytes: Buffer) => unknown;
}

export type ServiceShape = Readonly<Record<string, MethodShape>>;

/** The names of a service's methods. */
export type MethodName<S> = keyof S & string;

/** The request message of a method. */
export type RequestOf<M> = M extends { requestSerialize: (value: infer Q) => Buffer } ? Q : never;

/** The response message of a method. */
export type ResponseOf<M> = M extends { responseSerialize: (value: infer R) => Buffer } ? R : never;

/** `unary`, `client stream` or `server stream`. */
export function kindOf(method: MethodShape): MethodKind {
  if (method.requestStream && method.responseStream)
    throw new Error(`${method.path}: two-way streams are not used here`);
  if (method.requestStream) return 'client stream';
  return method.responseStream ? 'server stream' : 'unary';
}

export type MethodKind = 'unary' | 'client stream' | 'server stream';
