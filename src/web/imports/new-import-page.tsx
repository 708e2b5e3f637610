import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { Page } from '#web/shell/page.tsx';
import { useSession } from '#web/session.ts';
import { Empty } from '#web/ui/feedback/empty.tsx';
import { FileDrop } from './file/file-drop.tsx';
import { RefusedCard, UploadingCard } from './file/upload-card.tsx';
import { useUpload } from './file/use-upload.ts';
import { Steps } from './steps.tsx';

/** The first step of an import: which file. `?campaignId=` puts its people into a campaign too. */
export function NewImportPage() {
  const { campaignId } = useSearch({ strict: false });
  const { may } = useSession();
  const navigate = useNavigate();
  const [refusal, setRefusal] = useState<string | null>(null);
  const upload = useUpload(
    ({ id }) => void navigate({ to: '/imports/$importId', params: { importId: id }, replace: true }),
  );
  const send = (file: File, force = false) => {
    setRefusal(null);
    upload.send({ file, campaignId, mode: 'review', force });
  };
  const { sent } = upload;
  return (
    <Page title="Import people" below={<Steps current="file" />}>
      {may('operator') ? (
        <div className="flex max-w-4xl flex-col gap-4 pt-6">
          {refusal === null ? null : <RefusedCard error={refusal} />}
          {upload.error === null ? null : (
            <RefusedCard error={upload.error} onForce={sent ? () => send(sent.file, true) : undefined} />
          )}
          {upload.progress && sent ? (
            <UploadingCard name={sent.file.name} progress={upload.progress} onCancel={upload.cancel} />
          ) : (
            <FileDrop onFile={send} onRefuse={setRefusal} />
          )}
        </div>
      ) : (
        <Empty title="You can look, but not import">Ask an admin of the workspace to make you an operator.</Empty>
      )}
    </Page>
  );
}
