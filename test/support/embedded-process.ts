import { startEmbedded } from '#server/database/embedded.ts';

/** One of several processes that start the same installation's database at once. */
await startEmbedded({ folder: process.argv[2] ?? '' });
