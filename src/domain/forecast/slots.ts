import type { Standing } from './standing.ts';
import type { World } from './world.ts';

type Level = { free: number; served: number; nextDialAt: number };

/** Free slots at every level, and whose turn it is, in one run. */
export class Slots {
  readonly #gaps: (number | null)[];
  readonly #workspaces: Level[];
  readonly #accounts: Level[];
  #free: number;
  #served: number;

  constructor({ systemMax, workspaces, accounts, campaigns }: World) {
    this.#free = systemMax;
    this.#served = Math.max(0, ...[...workspaces, ...campaigns].map(({ served }) => served));
    this.#workspaces = workspaces.map(({ max, served }) => ({ free: max, served, nextDialAt: -Infinity }));
    this.#accounts = accounts.map(({ max }) => ({ free: max, served: 0, nextDialAt: -Infinity }));
    this.#gaps = accounts.map(({ gapMs }) => gapMs);
  }

  /**
   * Whose turn the next slot is: the least recently served workspace's that can use one, in it the least recently served
   * campaign's that can. What `domain/fair-share` gives, one slot at a time; `mayCall` says who could use one.
   */
  next(campaigns: readonly Standing[], mayCall: (campaign: Standing, paceAt: number) => boolean): Standing | undefined {
    if (this.#free <= 0) return undefined;
    let found: Standing | undefined;
    let [byWorkspace, byCampaign] = [Infinity, Infinity];
    for (const campaign of campaigns) {
      const { workspace, account } = this.#levelsOf(campaign);
      if (workspace.free <= 0 || account.free <= 0 || workspace.served > byWorkspace) continue;
      if (workspace.served === byWorkspace && campaign.served >= byCampaign) continue;
      if (!mayCall(campaign, Math.max(campaign.nextDialAt, account.nextDialAt))) continue;
      found = campaign;
      [byWorkspace, byCampaign] = [workspace.served, campaign.served];
    }
    return found;
  }

  #levelsOf({ load }: Standing): { workspace: Level; account: Level } {
    const [workspace, account] = [this.#workspaces[load.workspace], this.#accounts[load.account]];
    if (!workspace || !account) throw new Error(`campaign ${load.id} has no workspace or account in its world`);
    return { workspace, account };
  }

  /** A call begins whose slot was given now; `stands` calls one after the other keep to the pace of as many. */
  give(campaign: Standing, now: number, stands: number): void {
    this.hold(campaign);
    this.#served += 1;
    campaign.turn = (campaign.turn + 1) % campaign.load.turns;
    if (campaign.turn === 0) campaign.served = this.#served;
    const { load } = campaign;
    const { workspace, account } = this.#levelsOf(campaign);
    workspace.served = this.#served;
    const gapMs = this.#gaps[load.account] ?? null;
    if (gapMs !== null) account.nextDialAt = now + gapMs * stands;
    if (load.gapMs !== null) campaign.nextDialAt = now + load.gapMs * stands;
  }

  /** A slot is in use. */
  hold(campaign: Standing): void {
    this.#change(campaign, -1);
  }

  free(campaign: Standing): void {
    this.#change(campaign, 1);
  }

  #change(campaign: Standing, by: number): void {
    const { workspace, account } = this.#levelsOf(campaign);
    this.#free += by;
    campaign.inUse -= by;
    workspace.free += by;
    account.free += by;
  }
}
