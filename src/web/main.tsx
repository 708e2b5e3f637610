import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { api, isRefusal, queryClient } from './api.ts';
import { router } from './router.tsx';
import { sessionQuery } from './session.ts';
import { Toaster } from './ui/feedback/toaster.tsx';
import { toast } from './ui/feedback/toast.ts';

/** The first start prints a link with a token in its fragment, which browsers send to nobody: it becomes a session. */
async function enterByLink(): Promise<void> {
  const token = /^#set-up=(.+)$/.exec(location.hash)?.[1];
  if (token === undefined) return;
  history.replaceState(null, '', location.pathname);
  try {
    queryClient.setQueryData(sessionQuery.queryKey, await api.auth.setUp({ token }));
  } catch (error) {
    if (!isRefusal(error)) return void toast.error(error);
    const isIn = await queryClient.ensureQueryData(sessionQuery).then(
      () => true,
      () => false,
    );
    if (!isIn) history.replaceState(null, '', '/sign-in?link=spent');
  }
}

await enterByLink();
const place = document.getElementById('root');
if (place === null) throw new Error('index.html has no root');
createRoot(place).render(
  <StrictMode>
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <Toaster />
      </QueryClientProvider>
    </CSPProvider>
  </StrictMode>,
);
