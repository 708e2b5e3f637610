import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { createApp } from '#server/app.ts';
import { TestApp, inject } from '#test/support/app.ts';
import { RateLimiter } from './rate-limit.ts';

describe('a rate', () => {
  it('lets through what it allows in each stretch of time, and says when it goes on', () => {
    let now = 0;
    const limiter = new RateLimiter(() => now);
    const rate = { limit: 2, seconds: 60 };
    expect(limiter.spend('a', rate)).toMatchObject({ remaining: 1, resetSeconds: 60 });
    now = 30_500;
    expect(limiter.spend('a', rate)).toMatchObject({ remaining: 0, resetSeconds: 30 });
    expect(() => limiter.spend('a', rate)).toThrow('Try again in 30 s');
    expect(limiter.spend('b', rate)).toMatchObject({ remaining: 1 });
    now = 60_000;
    expect(limiter.spend('a', rate)).toMatchObject({ remaining: 1 });
  });

  it('is never exceeded in a stretch, whatever comes when', () => {
    const steps = fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.integer({ min: 0, max: 30_000 })), { maxLength: 60 });
    fc.assert(
      fc.property(steps, (asked) => {
        let now = 0;
        const limiter = new RateLimiter(() => now);
        const let_through = new Map<string, number[]>();
        for (const [key, wait] of asked) {
          now += wait;
          try {
            limiter.spend(key, { limit: 3, seconds: 60 });
            let_through.set(key, [...(let_through.get(key) ?? []), now]);
          } catch {
            // Refused: counts for nothing.
          }
        }
        // Two windows that touch can hold twice the rate, never more.
        for (const times of let_through.values())
          for (const time of times)
            expect(times.filter((t) => t >= time && t < time + 60_000).length).toBeLessThanOrEqual(6);
      }),
    );
  });
});

describe('the API', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await TestApp.open();
  });
  afterAll(() => api.close());

  it('says what is left, and answers 429 with when to come back, to that actor alone', async () => {
    const limits = { rates: { reads: 2, writes: 1 }, tries: { ofAddress: 20, withEmail: 5 } };
    const app = await createApp({ ...api.options, limits });
    const ask = (method: 'GET' | 'POST', key: string) =>
      inject(app, {
        method,
        url: '/api/v1/campaigns',
        headers: { authorization: `Bearer ${key}` },
        ...(method === 'POST' ? { body: {} } : {}),
      });
    const first = await ask('GET', api.tenant.key);
    expect(first.headers).toMatchObject({ 'ratelimit-limit': '2', 'ratelimit-remaining': '1' });
    expect(Number(first.headers['ratelimit-reset'])).toBeGreaterThan(0);
    await ask('GET', api.tenant.key);
    const refused = await ask('GET', api.tenant.key);
    expect([refused.statusCode, refused.json().code]).toEqual([429, 'rate_limited']);
    expect(refused.headers['retry-after']).toBe(refused.headers['ratelimit-reset']);
    expect(refused.headers['ratelimit-remaining']).toBe('0');
    expect((await ask('POST', api.tenant.key)).statusCode).toBe(201);
    expect((await ask('POST', api.tenant.key)).statusCode).toBe(429);
    expect((await ask('GET', api.stranger.key)).statusCode).toBe(200);
    await app.close();
  });
});
