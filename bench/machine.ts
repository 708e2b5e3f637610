import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { sql } from 'kysely';
import type { Database } from '#server/database/pool.ts';

/** The machine in a sentence, without its name. */
export async function describeMachine(db: Database): Promise<string> {
  const { rows } = await sql<{ version: string; fsync: string; commit: string }>`
    select current_setting('server_version') as version, current_setting('fsync') as fsync,
      current_setting('synchronous_commit') as commit
  `.execute(db);
  const { version, fsync, commit } = rows[0] ?? { version: '?', fsync: '?', commit: '?' };
  const memory = Math.round(totalmem() / 2 ** 30);
  return (
    `${cpus()[0]?.model.trim() ?? 'CPU unknown'}, ${availableParallelism()} cores, ${memory} GiB, ${await system()}, Node ${process.versions.node}, ` +
    `embedded PostgreSQL ${version} (fsync ${fsync}, synchronous_commit ${commit})`
  );
}

async function system(): Promise<string> {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const name = /^PRETTY_NAME="?(.*?)"?$/m.exec(text)?.[1];
  return name ? `${name} (${type()} ${release()})` : `${type()} ${release()}`;
}
