import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button, IconButton } from './button.tsx';

const shownMs = 2000;

function useCopy(text: string): { isCopied: boolean; copy: () => void } {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setCopied(false), shownMs);
    return () => clearTimeout(timer);
  }, [isCopied]);
  return { isCopied, copy: () => void navigator.clipboard.writeText(text).then(() => setCopied(true)) };
}

/** Copies a text, and says so where it was pressed. */
export function CopyButton({ text, label = 'Copy' }: { text: string; label?: string }) {
  const { isCopied, copy } = useCopy(text);
  return (
    <Button size="sm" icon={isCopied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />} onClick={copy}>
      <span aria-live="polite">{isCopied ? 'Copied' : label}</span>
    </Button>
  );
}

/** A text in one line with the button that copies it. */
export function CopyLine({ text, label }: { text: string; label: string }) {
  const { isCopied, copy } = useCopy(text);
  return (
    <div className="flex items-center gap-1 rounded-md border border-line bg-sunken ps-3 pe-1">
      <code
        tabIndex={0}
        className="min-w-0 flex-1 overflow-x-auto py-2 font-mono text-sm whitespace-pre [scrollbar-width:none]"
      >
        {text}
      </code>
      <IconButton
        label={isCopied ? 'Copied' : label}
        icon={isCopied ? <Check size={16} aria-hidden /> : <Copy size={16} aria-hidden />}
        onClick={copy}
      />
    </div>
  );
}
