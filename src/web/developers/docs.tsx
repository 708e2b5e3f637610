import { ExternalLink } from 'lucide-react';
import { CopyLine } from '#web/ui/controls/copy-button.tsx';

const pages = [
  {
    href: '/docs',
    title: 'The API, page by page',
    text: 'Every operation with what it asks for, answers and refuses, and examples to try.',
  },
  { href: '/openapi.json', title: 'openapi.json', text: 'The same as OpenAPI 3.1, to make a client of your own from.' },
];

/** Where the API is described, and what holds for all of it. */
export function Docs() {
  return (
    <div className="flex flex-col gap-6">
      <ul className="grid gap-4 md:grid-cols-2">
        {pages.map(({ href, title, text }) => (
          <li key={href}>
            <a
              href={href}
              target="_blank"
              rel="noreferrer"
              className="flex h-full flex-col gap-1 rounded-lg border border-line bg-surface p-4 hover:border-accent"
            >
              <span className="flex items-center gap-2 font-semibold text-accent">
                {title}
                <ExternalLink size={14} aria-hidden />
                <span className="sr-only">(opens a new tab)</span>
              </span>
              <span className="text-text-2">{text}</span>
            </a>
          </li>
        ))}
      </ul>
      <section className="rounded-lg border border-line bg-surface p-4">
        <h2 className="mb-2 font-semibold">Where it is</h2>
        <CopyLine text={`${location.origin}/api/v1`} label="Copy the address" />
        <h2 className="mt-5 mb-2 font-semibold">What holds everywhere</h2>
        <ul className="flex max-w-[72ch] list-disc flex-col gap-1.5 ps-5 text-text-2">
          <li>
            A <code className="font-mono text-sm">POST</code> with an{' '}
            <code className="font-mono text-sm">Idempotency-Key</code> has one effect, however often it is sent.
          </li>
          <li>
            What is refused says so as <code className="font-mono text-sm">application/problem+json</code>, with a
            stable code and what to do.
          </li>
          <li>
            Lists come in pages: go on with <code className="font-mono text-sm">?cursor=</code> and what{' '}
            <code className="font-mono text-sm">page.nextCursor</code> says.
          </li>
        </ul>
      </section>
    </div>
  );
}
