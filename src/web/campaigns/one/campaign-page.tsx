import { Outlet } from '@tanstack/react-router';
import { Page } from '#web/shell/page.tsx';

export function CampaignPage() {
  return (
    <Page title="Campaign">
      <Outlet />
    </Page>
  );
}
