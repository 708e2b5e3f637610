import { Redis } from 'ioredis';

/** Any other one makes Redis throw jobs away when its memory is full. */
export const keepsAll = 'noeviction';

/** What this Redis does when its memory is full; rejects when it can't be asked. */
export async function readRedisPolicy(url: string): Promise<string> {
  const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
  const lost: { error?: Error } = {};
  redis.on('error', (error: Error) => (lost.error = error));
  try {
    await redis.connect();
    // Managed ones refuse CONFIG, and answer INFO.
    return /^maxmemory_policy:(\S+)/m.exec(await redis.info('memory'))?.[1] ?? 'unknown';
  } catch (cause) {
    throw lost.error ?? cause;
  } finally {
    redis.disconnect();
  }
}
