import { Page } from '#web/shell/page.tsx';

export function CampaignListPage() {
  return <Page title="Call campaigns">{null}</Page>;
}
