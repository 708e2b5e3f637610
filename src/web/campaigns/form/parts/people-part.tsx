import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { Campaign } from '#contract/campaigns.ts';
import type { Import } from '#contract/imports.ts';
import { api, oneEffect } from '#web/api.ts';
import { counted } from '#web/format/number.ts';
import { FileDrop } from '#web/imports/file/file-drop.tsx';
import { RefusedCard, UploadingCard } from '#web/imports/file/upload-card.tsx';
import { useUpload } from '#web/imports/file/use-upload.ts';
import { importQuery } from '#web/imports/queries.ts';
import { ReadingCard } from '#web/imports/reading-card.tsx';
import { isSureOfColumns } from '#web/imports/standing.ts';
import { keepImport } from '#web/imports/use-change.ts';
import { Button, ButtonLink } from '#web/ui/controls/button.tsx';
import { Choice } from '#web/ui/controls/choice.tsx';
import { FormPart, SettingPlace } from './setting.tsx';
import { SelectContacts } from './select-contacts.tsx';

type PeoplePartProps = {
  campaign: Campaign | undefined;
  /** The draft that people go into, made when there is none. */
  onNeedDraft: () => Promise<Campaign>;
  error: string | undefined;
};

type Way = 'file' | 'contacts';

/** Whom it calls: people of a file, or of the contact book, or both; they are in the draft at once. */
export function PeoplePart({ campaign, onNeedDraft, error }: PeoplePartProps) {
  const [way, setWay] = useState<Way>('file');
  const total = campaign?.counts.total ?? 0;
  return (
    <FormPart number={1} title="People">
      <SettingPlace name="people">
        {total > 0 ? (
          <p role="status" className="figures mb-3 font-semibold">
            {counted(total, 'person', 'people')} in this campaign
          </p>
        ) : null}
        {error === undefined ? null : <p className="mb-3 text-red">{error}</p>}
        <Choice<Way>
          label="Where people come from"
          look="segments"
          value={way}
          onChange={setWay}
          options={[
            { value: 'file', label: 'Upload file' },
            { value: 'contacts', label: 'Select contacts' },
          ]}
        />
      </SettingPlace>
      {way === 'file' ? (
        <FromFile hasPeople={total > 0} onNeedDraft={onNeedDraft} />
      ) : (
        <SelectContacts onAdd={onNeedDraft} />
      )}
    </FormPart>
  );
}

function nameOf(sent: { file: File } | undefined): string {
  return sent?.file.name ?? '';
}

/** The file that brings people stands in the address, so that a reload goes on with it. */
function FromFile({ hasPeople, onNeedDraft }: { hasPeople: boolean; onNeedDraft: () => Promise<Campaign> }) {
  const { importId } = useSearch({ strict: false });
  const navigate = useNavigate();
  const [refusal, setRefusal] = useState<string | null>(null);
  const [isAnother, setAnother] = useState(false);
  const upload = useUpload(({ id }) => {
    setAnother(false);
    void navigate({ to: '/campaigns/new', search: (before) => ({ ...before, importId: id }), replace: true });
  });
  const send = async (file: File, force = false) => {
    setRefusal(null);
    const { id } = await onNeedDraft();
    upload.send({ file, campaignId: id, mode: 'review', force });
  };
  const { sent, progress } = upload;
  const problem = refusal ?? upload.error;
  const again = () => (sent ? void send(sent.file, true) : undefined);
  const isStanding = importId !== undefined && !isAnother;
  const isFull = hasPeople && !isAnother;
  if (progress) return <UploadingCard name={nameOf(sent)} progress={progress} onCancel={upload.cancel} />;
  return (
    <>
      {problem === null ? null : <RefusedCard error={problem} onForce={again} />}
      {isStanding ? <FileStanding importId={importId} /> : null}
      {isStanding || isFull ? (
        <Button size="sm" className="self-start" onClick={() => setAnother(true)}>
          Add another file
        </Button>
      ) : (
        <FileDrop onFile={(file) => void send(file)} onRefuse={setRefusal} />
      )}
    </>
  );
}

/** What became of the file: it goes on by itself when its columns are sure, and asks where they are not. */
function FileStanding({ importId }: { importId: string }) {
  const { data: made } = useQuery(importQuery(importId));
  const commit = useMutation({
    mutationFn: () => api.imports.commit({ id: importId, wait: false }, oneEffect()),
    onSuccess: keepImport,
  });
  const begun = useRef(false);
  const { mutate } = commit;
  const isToCommit = made?.status === 'ready' && isSureOfColumns(made.layout) && made.ready > 0;
  useEffect(() => {
    if (!isToCommit || begun.current) return;
    begun.current = true;
    mutate();
  }, [isToCommit, mutate]);
  if (!made) return null;
  if (made.status === 'checking' || made.status === 'committing') return <ReadingCard made={made} />;
  return (
    <div className="flex flex-col gap-2 rounded-lg border border-line bg-sunken p-4">
      <p className="font-semibold">{made.fileName}</p>
      <p className="text-text-2">{wordsOf(made)}</p>
      <p className="text-sm text-text-3">{columnsOf(made)}</p>
      <div className="mt-1 flex flex-wrap items-center gap-2">
        {made.status === 'review' || made.status === 'ready' ? (
          <ButtonLink size="sm" look="primary" to="/imports/$importId" params={{ importId }}>
            {made.status === 'review' ? 'Choose the columns' : 'Look at the rows'}
          </ButtonLink>
        ) : (
          <Link to="/imports/$importId" params={{ importId }} className="font-semibold text-accent hover:underline">
            See the import
          </Link>
        )}
      </div>
    </div>
  );
}

function wordsOf({ status, summary }: Import): string {
  if (status === 'review') return 'Its columns are not sure: say which one holds the phone numbers.';
  if (status === 'ready') return 'Some columns are not sure: look at them, then import.';
  return `${summary}.`;
}

/** Such as "Phone ← “Mobile No.” · Name ← “Full Name”". */
function columnsOf({ columns }: Import): string {
  return Object.entries(columns)
    .map(([field, header]) => `${field.replaceAll(/([A-Z])/g, ' $1').toLowerCase()} ← “${header}”`)
    .join(' · ');
}
