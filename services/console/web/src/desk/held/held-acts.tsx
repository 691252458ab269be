import { Button } from 'antd';
import { useState } from 'react';
import { useAct } from '../../admin/use-act.ts';
import { ClaimDialog } from './claim-dialog.tsx';
import { actOnHeld, type HeldAct, type HeldRecord } from './held-record.ts';
import { ReturnDialog } from './return-dialog.tsx';
import { TransferDialog } from './transfer-dialog.tsx';

/** Taking a held row on, claiming it for a subject, sending it to another province, and giving it back to its department. */
export function HeldActs({ held, account }: { held: HeldRecord; account: string }) {
  const { heldId, owner, name, reason, transfer } = held;
  const [dialog, setDialog] = useState<'claim' | 'transfer' | 'return' | undefined>();
  const { isBusy, run } = useAct((act: HeldAct) => actOnHeld({ heldId, ...act }), {
    onDone: () => setDialog(undefined),
  });
  // One that is on its way is not sent once more.
  const maySend = reason === 'unmatched' && (!transfer || transfer.state === 'refused' || transfer.state === 'ended');
  const isMine = owner === account;
  const close = () => setDialog(undefined);
  return (
    <div className="row-acts">
      <Button
        size="small"
        loading={isBusy && dialog === undefined}
        onClick={() => run({ act: isMine ? 'unassign' : 'assign' })}
        aria-label={`${isMine ? '放下' : '经办'}：${name}`}
      >
        {isMine ? '放下' : '经办'}
      </Button>
      <Button size="small" type="primary" ghost onClick={() => setDialog('claim')} aria-label={`认领：${name}`}>
        认领
      </Button>
      {maySend && (
        <Button size="small" onClick={() => setDialog('transfer')} aria-label={`转送：${name}`}>
          转送
        </Button>
      )}
      <Button size="small" danger onClick={() => setDialog('return')} aria-label={`退回：${name}`}>
        退回
      </Button>
      {dialog === 'claim' && <ClaimDialog held={held} isBusy={isBusy} onClaim={run} onClose={close} />}
      {dialog === 'transfer' && <TransferDialog held={held} isBusy={isBusy} onTransfer={run} onClose={close} />}
      {dialog === 'return' && <ReturnDialog held={held} isBusy={isBusy} onReturn={run} onClose={close} />}
    </div>
  );
}
