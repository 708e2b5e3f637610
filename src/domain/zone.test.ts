import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isZone, suggestZones, TimeZone, zonesOf } from './zone.ts';
import { zoneTable } from './zone-table.ts';

describe('the zones somebody with this number may live in', () => {
  test.each([
    ['+12125550101', 'America/New_York'],
    ['+13125550101', 'America/Chicago'],
    ['+14155550101', 'America/Los_Angeles'],
    ['+16025550101', 'America/Phoenix'],
    ['+18085550101', 'Pacific/Honolulu'],
    ['+17875550101', 'America/Puerto_Rico'],
    ['+19395550101', 'America/Puerto_Rico'],
    ['+16715550101', 'Pacific/Guam'],
    ['+13405550101', 'America/St_Thomas'],
    ['+18765550101', 'America/Jamaica'],
    ['+919876543210', 'Asia/Kolkata'],
    ['+442079460958', 'Europe/Guernsey Europe/Isle_of_Man Europe/Jersey Europe/London'],
    ['+33612345678', 'Europe/Paris'],
    ['+9779812345678', 'Asia/Kathmandu'],
    ['+541112345678', 'America/Argentina/Buenos_Aires'],
    ['+37060012345', 'Europe/Vilnius'],
    ['+77011234567', 'Asia/Almaty Asia/Aqtobe'],
    ['+61891621234', 'Indian/Cocos'],
  ])('%s: %s', (phone, zones) => {
    expect(zonesOf(phone).join(' ')).toBe(zones);
  });

  test('an area code that lies in two zones has both, whatever the exchange', () => {
    expect(zonesOf('+18505550101')).toEqual(['America/Chicago', 'America/New_York']);
    expect(zonesOf('+18502345678')).toEqual(['America/Chicago', 'America/New_York']);
    expect(zonesOf('+12085550101')).toEqual(expect.arrayContaining(['America/Boise', 'America/Los_Angeles']));
  });

  test('a country that lies in many zones has all of them, whatever the city, and not its neighbours', () => {
    expect(zonesOf('+74951234567')).toEqual(
      expect.arrayContaining(['Europe/Kaliningrad', 'Europe/Moscow', 'Asia/Kamchatka']),
    );
    expect(zonesOf('+74951234567')).not.toContain('Asia/Almaty');
    expect(zonesOf('+61212345678')).toEqual(expect.arrayContaining(['Australia/Sydney', 'Australia/Perth']));
    expect(zonesOf('+61212345678')).not.toContain('Indian/Cocos');
  });

  test('a toll-free number may be answered anywhere in its numbering plan', () => {
    const zones = zonesOf('+18005551234');
    expect(zones.length).toBeGreaterThanOrEqual(40);
    expect(zones).toEqual(
      expect.arrayContaining(['America/New_York', 'Pacific/Honolulu', 'Pacific/Guam', 'America/St_Johns']),
    );
  });

  test.each(['', '+', '+999123456', '+0123456', '12125550101', '+88216123456', 'tel:+12125550101', '+abc'])(
    '"%s" has none: unknown',
    (phone) => {
      expect(zonesOf(phone)).toEqual([]);
    },
  );

  test('who changes the answer does not change the table', () => {
    zonesOf('+12125550101').push('Mars/Olympus');
    expect(zonesOf('+12125550101')).toEqual(['America/New_York']);
  });

  test('every zone of the table is one that can be used, by its present name', () => {
    const zones = [...new Set(zoneTable.flatMap(([, names]) => names.split(' ')))];
    expect(zones.length).toBeGreaterThan(250);
    expect(zones.filter((zone) => !isZone(zone))).toEqual([]);
    expect(zones).not.toContain('Asia/Calcutta');
  });

  test('every prefix is there once', () => {
    const prefixes = zoneTable.flatMap(([starts]) => starts.split(' '));
    expect(new Set(prefixes).size).toBe(prefixes.length);
  });
});

describe('isZone', () => {
  test.each([
    'UTC',
    'America/New_York',
    'America/Argentina/Buenos_Aires',
    'Asia/Kolkata',
    'Asia/Calcutta',
    'Europe/Kyiv',
  ])('%s is a zone', (name) => {
    expect(isZone(name)).toBe(true);
  });

  test.each(
    [
      ['EST', 'EST5EDT', 'GMT', 'Cuba', 'utc', '+5', '+05:00', 'UTC+5', 'Etc/GMT+5', 'Etc/UTC', 'america/new_york'],
      [
        'America/New York',
        ' America/New_York',
        'America/New_York ',
        'America',
        'America/',
        'Mars/Olympus',
        '',
        'a'.repeat(1e6),
      ],
      ['America/New_York\n', '../etc/passwd', 'America/New_York[u-ca=hebrew]', '2026-01-01T00:00[America/New_York]'],
    ].flat(),
  )('"%.40s" is none', (name) => {
    expect(isZone(name)).toBe(false);
  });

  test('every zone has clocks that can be read', () => {
    for (const name of Intl.supportedValuesOf('timeZone')) expect([name, isZone(name)]).toEqual([name, name !== 'GMT']);
  });
});

describe('suggestZones', () => {
  test.each<[text: string, first: string]>([
    ['EST', 'America/New_York'],
    ['est', 'America/New_York'],
    ['Eastern Time', 'America/New_York'],
    ['US/Eastern', 'US/Eastern'],
    ['CST', 'America/Chicago'],
    ['PDT', 'America/Los_Angeles'],
    ['IST', 'Asia/Kolkata'],
    ['GMT', 'Europe/London'],
    ['Z', 'UTC'],
    ['+5', 'Asia/Karachi'],
    ['+5:30', 'Asia/Kolkata'],
    ['UTC+0530', 'Asia/Kolkata'],
    ['GMT-8', 'America/Los_Angeles'],
    ['UTC -3', 'America/Sao_Paulo'],
    ['-3:30', 'America/St_Johns'],
    ['new york', 'America/New_York'],
    ['New_York', 'America/New_York'],
    ['america/new_york', 'America/New_York'],
    ['America/NewYork', 'America/New_York'],
    ['US/New York', 'America/New_York'],
    ['São Paulo', 'America/Sao_Paulo'],
    ['Mumbai', 'Asia/Kolkata'],
    ['Calcutta', 'Asia/Kolkata'],
    ['Asia/Calcuta', 'Asia/Kolkata'],
    ['Berln', 'Europe/Berlin'],
    ['Europe/Madird', 'Europe/Madrid'],
    ['America/Los_Angles', 'America/Los_Angeles'],
    ['Indianapolis', 'America/Indianapolis'],
    ['  Tokyo  ', 'Asia/Tokyo'],
    ['Paris', 'Europe/Paris'],
  ])('%s: %s', (text, first) => {
    expect(suggestZones(text)[0]).toBe(first);
  });

  test.each(['', '   ', 'xx', 'Timbuktuuuu', '+99', '+3:17', '🙂', '12345678'])('"%s": nothing', (text) => {
    expect(suggestZones(text)).toEqual([]);
  });

  test('never throws, and gives at most four zones, each of which can be used', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.constantFrom('a', 'america', 'port', 'san', 'new', '0'.repeat(1e5)),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const zones = suggestZones(text);
        expect(zones.length).toBeLessThanOrEqual(4);
        expect(zones.filter((zone) => !isZone(zone))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

describe('TimeZone', () => {
  test.each([
    ['EST', '"EST" is not a time zone. Did you mean America/New_York or America/Toronto?'],
    ['+5', '"+5" is not a time zone. Did you mean Asia/Karachi or Asia/Tashkent or Asia/Almaty?'],
    ['Atlantis', '"Atlantis" is not a time zone. Use a name such as America/New_York.'],
    ['x'.repeat(50), `"${'x'.repeat(40)}…" is not a time zone. Use a name such as America/New_York.`],
  ])('%s is refused with what to do', (text, message) => {
    expect(TimeZone.safeParse(text).error?.issues).toMatchObject([{ message, params: { code: 'unknown_timezone' } }]);
  });

  test('a zone is accepted as it is, and only text can be one', () => {
    expect(TimeZone.parse('Asia/Kolkata')).toBe('Asia/Kolkata');
    expect(TimeZone.safeParse(5).error?.issues).toMatchObject([
      { message: 'Must be a time zone such as America/New_York' },
    ]);
  });
});
