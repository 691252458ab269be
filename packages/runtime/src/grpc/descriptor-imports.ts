import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PackageDefinition } from '@grpc/proto-loader';

/**
 * proto-loader's descriptors, one file a package, name no imports, so no tool can resolve a type of another package. Field 3
 * (`dependency`) is therefore appended to each, as bytes: protobuf allows fields in any order.
 */
export function withImports(loaded: PackageDefinition, protoRoot: string, paths: string[]): PackageDefinition {
  const imports = importsByFile(protoRoot, paths);
  return Object.fromEntries(
    Object.entries(loaded).map(([name, definition]) => {
      if (!Array.isArray(definition.fileDescriptorProtos)) return [name, definition];
      const files = definition.fileDescriptorProtos.map((file: Buffer) =>
        Buffer.concat([file, ...[...(imports.get(fileNameIn(file)) ?? [])].map(dependencyField)]),
      );
      return [name, { ...definition, fileDescriptorProtos: files } as typeof definition];
    }),
  );
}

/** Which of proto-loader's files (`necips_log_v1.proto`) import which, as the sources say. */
function importsByFile(protoRoot: string, paths: string[]): Map<string, Set<string>> {
  const imports = new Map<string, Set<string>>();
  const sources = new Map(paths.map((path) => [path, readFileSync(join(protoRoot, path), 'utf8')]));
  for (const source of sources.values()) {
    const file = fileNameOf(source);
    const found = imports.get(file) ?? new Set();
    imports.set(file, found);
    for (const [, path] of source.matchAll(/^import\s+(?:public\s+)?"([^"]+)";/gm)) {
      const imported = fileNameOf(sources.get(path ?? '') ?? '');
      if (imported !== file && imported !== UNKNOWN_FILE) found.add(imported);
    }
  }
  return imports;
}

const UNKNOWN_FILE = '.proto';

function fileNameOf(source: string): string {
  return `${(/^package\s+([\w.]+);/m.exec(source)?.[1] ?? '').replaceAll('.', '_')}.proto`;
}

/** Field 1, `name`, comes first in what protobufjs encodes; names are shorter than 128 bytes. */
function fileNameIn(file: Buffer): string {
  return file.subarray(2, 2 + (file[1] ?? 0)).toString();
}

function dependencyField(name: string): Buffer {
  return Buffer.from([0x1a, name.length, ...Buffer.from(name)]);
}
