import type { Config } from '../config.ts';
import { startEmbedded } from '../database/embedded.ts';

/** For a program beside the server. The embedded PostgreSQL is used where it runs already, else run for as long as it takes. */
export async function withDatabase<T>(config: Config, work: (url: string) => Promise<T>): Promise<T> {
  if (config.databaseUrl) return work(config.databaseUrl);
  const embedded = await startEmbedded({ folder: config.dataDir, account: config.pgUser });
  try {
    return await work(embedded.url);
  } finally {
    if (!embedded.adopted) await embedded.stop();
  }
}
