import { expect, it } from 'vitest';
import type { CallReport } from '#server/provider.ts';
import { whichCall } from './which-call.ts';

const report = (providerCallId: string, callId: string | null): CallReport => ({ providerCallId, callId, facts: [] });

it.each<[string, CallReport[], string[], string]>([
  ['nothing is there', [], [], 'absent'],
  ['one carries our id', [report('p1', 'ours')], [], 'p1'],
  [
    'one carries our id, whatever else is there',
    [report('p1', null), report('p2', 'ours'), report('p3', null)],
    [],
    'p2',
  ],
  ['one carries our id, and was taken for another', [report('p1', 'ours')], ['p1'], 'p1'],
  ['only calls with other ids are there', [report('p1', 'theirs')], [], 'absent'],
  ['one without an id fits', [report('p1', null)], [], 'p1'],
  ['one without an id fits beside one with another id', [report('p1', 'theirs'), report('p2', null)], [], 'p2'],
  ['the one that fits is another call', [report('p1', null)], ['p1'], 'absent'],
  ['two fit, one of them another call', [report('p1', null), report('p2', null)], ['p1'], 'p2'],
  ['two fit', [report('p1', null), report('p2', null)], [], 'unclear'],
  ['one is listed twice', [report('p1', null), report('p1', null)], [], 'p1'],
])('when %s', (_, candidates, othersIds, expected) => {
  const found = whichCall('ours', candidates, new Set(othersIds));
  expect(found.kind === 'found' ? found.report.providerCallId : found.kind).toBe(expected);
});
