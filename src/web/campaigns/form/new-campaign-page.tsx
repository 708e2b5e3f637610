import { Page } from '#web/shell/page.tsx';

export function NewCampaignPage() {
  return <Page title="New campaign">{null}</Page>;
}
