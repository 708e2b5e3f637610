import type { Defaults } from '#contract/settings.ts';

export type DefaultsChange = Partial<Defaults>;

/** What each part of the defaults shows and changes. */
export type DefaultsPart = { defaults: Defaults; isDisabled: boolean; onChange: (change: DefaultsChange) => void };
