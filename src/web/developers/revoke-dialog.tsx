import { useMutation } from '@tanstack/react-query';
import type { ApiKey } from '#contract/api-keys.ts';
import { api, queryClient } from '#web/api.ts';
import { toast } from '#web/ui/feedback/toast.ts';
import { Confirm } from '#web/ui/overlays/confirm.tsx';
import { apiKeysQuery } from './queries.ts';

/** Ends a key for good. */
export function RevokeDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const revoking = useMutation({
    mutationFn: () => api.apiKeys.revoke({ id: apiKey.id }),
    onSuccess: () => {
      onClose();
      toast.say(`${apiKey.name} is revoked.`);
      return queryClient.invalidateQueries({ queryKey: apiKeysQuery.queryKey });
    },
  });
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={`Revoke ${apiKey.name}?`}
      description="Whatever uses this key is refused from its next request on. This can’t be undone; a new key can be made."
      act="Revoke key"
      keep="Keep key"
      isBusy={revoking.isPending}
      onConfirm={() => revoking.mutate()}
    />
  );
}
