import { Page } from '#web/shell/page.tsx';

export function AgentsPage() {
  return <Page title="Agents">{null}</Page>;
}
