import type { ReactNode } from 'react';
import { toast } from '#web/ui/feedback/toast.ts';

type ExportLinkProps = {
  campaignId: string;
  rows: 'people' | 'calls';
  status?: string | undefined;
  disposition?: string | undefined;
  icon?: ReactNode;
  children: ReactNode;
};

/** Downloads what is filtered as a file for spreadsheets. */
export function ExportLink({ campaignId, rows, status, disposition, icon, children }: ExportLinkProps) {
  const query = new URLSearchParams({
    rows,
    ...(status === undefined ? {} : { status }),
    ...(disposition === undefined || disposition === 'not_placed' ? {} : { disposition }),
  });
  return (
    <DownloadLink href={`/api/v1/campaigns/${campaignId}/export?${query.toString()}`} name={`${rows}.csv`} icon={icon}>
      {children}
    </DownloadLink>
  );
}

type DownloadLinkProps = { href: string; name: string; icon?: ReactNode; children: ReactNode };

/** A file that is made while it is downloaded. */
export function DownloadLink({ href, name, icon, children }: DownloadLinkProps) {
  return (
    <a
      href={href}
      download={name}
      onClick={() => toast.say('The file is being made; your browser saves it as it comes.')}
      className="inline-flex h-9 shrink-0 items-center justify-center gap-2 rounded-md border border-line bg-surface px-3.5 font-semibold whitespace-nowrap hover:bg-hover pointer-coarse:min-h-11"
    >
      {icon}
      {children}
    </a>
  );
}
