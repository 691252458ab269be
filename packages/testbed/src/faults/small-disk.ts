import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { databaseName } from '../federation/enrolment.ts';
import type { ServiceName } from '../federation/service-migrations.ts';
import type { LocalFederation } from '../local-federation.ts';
import { clusterDirectory } from '../postgres/cluster.ts';
import { connectAdmin } from '../postgres/databases.ts';

/** Sparse: it takes as much of the real disk as is written to it. */
const DISK_SIZE = '4G';
const TABLESPACE = 'small_disk';

/** A file system of its own, small enough to be filled, on which one service's database lies. Needs root. */
export class SmallDisk {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Makes and mounts it beside the cluster, and moves the database of one service there. Throws where that is not to be had. */
  static async open(
    federation: LocalFederation,
    runDirectory: string,
    node: string,
    service: ServiceName,
  ): Promise<SmallDisk> {
    const { folder, image } = placesOf(runDirectory);
    mkdirSync(folder, { recursive: true });
    run('truncate', '-s', DISK_SIZE, image);
    run('mkfs.ext4', '-q', '-m', '0', image);
    run('mount', '-o', 'loop', image, folder);
    const tablespace = join(folder, 'tablespace');
    mkdirSync(tablespace);
    const { uid, gid } = statSync(join(clusterDirectory(runDirectory), 'data'));
    chownSync(tablespace, uid, gid);
    await moveDatabase(federation.endpoints.postgres, databaseName(node, service), tablespace);
    return new SmallDisk(folder);
  }

  /** Unmounts and deletes what a run folder has of it; nothing of the folder may run. */
  static remove(runDirectory: string): void {
    const { folder, image } = placesOf(runDirectory);
    if (!existsSync(folder)) return;
    // Another file system than the folder around it is what is mounted there.
    if (statSync(folder).dev !== statSync(dirname(folder)).dev) run('umount', folder);
    rmSync(image, { force: true });
  }

  /** Takes every block that is left. */
  fill(): void {
    const ballast = join(this.#folder, 'ballast');
    // What is left is less than the file system says; the last bytes are taken piece by piece.
    for (const size of ['1G', '64M', '1M', '64K', '4K']) {
      for (let piece = 0; ; piece++) {
        try {
          run('fallocate', '-l', size, `${ballast}-${size}-${piece}`);
        } catch {
          rmSync(`${ballast}-${size}-${piece}`, { force: true });
          break;
        }
      }
    }
  }

  /** Gives the blocks back. */
  relieve(): void {
    run('sh', '-c', `rm -f '${this.#folder}'/ballast-*`);
  }
}

function placesOf(runDirectory: string): { folder: string; image: string } {
  const beside = dirname(clusterDirectory(runDirectory));
  return { folder: join(beside, 'small-disk'), image: join(beside, 'small-disk.img') };
}

/** Moves a database whose owner comes back at any moment. */
async function moveDatabase(adminUrl: string, database: string, folder: string): Promise<void> {
  await using admin = connectAdmin(adminUrl);
  const { sql } = admin;
  const name = sql(database);
  await sql.unsafe(`create tablespace ${TABLESPACE} location '${folder}'`);
  await sql`alter database ${name} allow_connections false`;
  await sql`select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = ${database}`;
  await sql`alter database ${name} set tablespace ${sql(TABLESPACE)}`;
  await sql`alter database ${name} allow_connections true`;
}

function run(command: string, ...args: string[]): void {
  execFileSync(command, args, { stdio: 'pipe' });
}
