import { Drawer } from '#web/ui/overlays/drawer.tsx';

export function CallDrawer({ callId }: { callId: string }) {
  return (
    <Drawer isOpen onClose={() => history.back()} title={callId}>
      {null}
    </Drawer>
  );
}
