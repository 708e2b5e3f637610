import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { explainDispatch } from '#server/campaigns/dispatch.ts';
import { nextWaiting } from '#server/campaigns/moments.ts';
import { getCampaign } from '#server/campaigns/sql.ts';
import type { AccountHealth, PlaceResult, Provider } from '#server/provider.ts';
import type { MadeWorkspace } from '#test/support/make.ts';
import { somePeople } from '#test/support/make.ts';
import { Story } from '#test/support/story.ts';
