import { migrate } from '#server/database/migrate.ts';
import { openDatabase } from '#server/database/pool.ts';
import { createLog } from '#server/log.ts';

/** One of several processes that migrate the same database at once. */
const [url = '', folder] = process.argv.slice(2);
const db = openDatabase({ url, log: createLog('error'), size: 2 });
await migrate(db, url, folder === undefined ? {} : { folder });
await db.destroy();
