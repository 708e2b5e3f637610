import pg from 'pg';
import type { RivalOptions, RivalState } from './wire.ts';

export type Callable = { id: string; phone: string };

/** The table that the loop and the scheduler work from; its rows in `calling` are the slots in use. */
export class People {
  readonly #pool: pg.Pool;
  readonly #limit: number;

  constructor({ databaseUrl, limit }: RivalOptions) {
    this.#pool = new pg.Pool({ connectionString: databaseUrl, max: 20 });
    this.#limit = limit;
  }

  async ownersWaiting(): Promise<number[]> {
    const { rows } = await this.#pool.query<{ owner: number }>(
      `select distinct owner from people where status = 'waiting' order by owner`,
    );
    return rows.map(({ owner }) => owner);
  }

  /** Whether system and owner have room for one more call: counted anew before every call. */
  async hasRoom(owner: number): Promise<boolean> {
    const ofAll = await this.#pool.query<{ n: number }>(
      `select count(*)::int as n from people where status = 'calling'`,
    );
    const own = await this.#pool.query<{ n: number }>(
      `select count(*)::int as n from people where status = 'calling' and owner = $1`,
      [owner],
    );
    return Math.max(ofAll.rows[0]?.n ?? 0, own.rows[0]?.n ?? 0) < this.#limit;
  }

  /** The owner's next person, marked as being called. */
  async takeNext(owner: number): Promise<Callable | undefined> {
    const { rows } = await this.#pool.query<Callable>(
      `update people set status = 'calling'
       where id = (
         select id from people where owner = $1 and status = 'waiting' order by id limit 1 for update skip locked
       )
       returning id, phone`,
      [owner],
    );
    return rows[0];
  }

  async finish(id: string, status: 'done' | 'failed'): Promise<void> {
    await this.#pool.query('update people set status = $2 where id = $1', [id, status]);
  }

  async state(): Promise<RivalState> {
    const { rows } = await this.#pool.query<{ calling: number; unfinished: number }>(
      `select count(*) filter (where status = 'calling')::int as calling,
         count(*) filter (where status in ('waiting', 'calling'))::int as unfinished
       from people`,
    );
    return { slotsInUse: rows[0]?.calling ?? 0, unfinished: rows[0]?.unfinished ?? 0 };
  }
}
