import type { ReactNode } from 'react';
import { Button } from '../controls/button.tsx';
import { Dialog } from './dialog.tsx';

type ConfirmProps = {
  isOpen: boolean;
  onClose: () => void;
  title: ReactNode;
  description?: ReactNode;
  /** What the button says that does it, and the one that leaves it. */
  act: string;
  keep?: string;
  isBusy?: boolean;
  isDisabled?: boolean;
  onConfirm: () => void;
  children?: ReactNode;
};

/** Asks once more before something that can't be taken back. */
export function Confirm(props: ConfirmProps) {
  const { act, keep = 'Keep it', isBusy = false, isDisabled = false, onConfirm, children, ...dialog } = props;
  return (
    <Dialog
      {...dialog}
      actions={
        <>
          <Button onClick={dialog.onClose}>{keep}</Button>
          <Button look="danger" isBusy={isBusy} disabled={isDisabled} onClick={onConfirm}>
            {act}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}
