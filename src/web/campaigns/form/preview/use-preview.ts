import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Audience } from '#contract/previews.ts';
import { api } from '#web/api.ts';
import { isSound, settingsOf } from '../values/form-values.ts';
import type { FormValues } from '../values/form-values.ts';

const restMs = 400;

/** What would come of the form as it stands, asked a moment after the last change; the last answer stays meanwhile. */
export function usePreview(values: FormValues, people: Audience | null, version: unknown) {
  const wish = useRested(JSON.stringify({ values, people, version }));
  const asked = JSON.parse(wish) as { values: FormValues; people: Audience | null };
  return useQuery({
    queryKey: ['campaigns', 'preview', wish],
    queryFn: ({ signal }) =>
      api.campaigns.preview({ ...settingsOf(asked.values), people: asked.people ?? { count: 0 } }, { signal }),
    enabled: asked.people !== null && isSound(asked.values),
    placeholderData: keepPreviousData,
    retry: false,
  });
}

/** A text as it was when it last stood still. */
function useRested(text: string): string {
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), restMs);
    return () => clearTimeout(timer);
  }, [text]);
  return rested;
}
