import { Page } from '#web/shell/page.tsx';

export function QueuePage() {
  return <Page title="Queue">{null}</Page>;
}
