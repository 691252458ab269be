import { Button, Form, Modal } from 'antd';
import { useState } from 'react';
import { ReasonField } from '../../admin/reason-field.tsx';
import { useAct } from '../../admin/use-act.ts';
import type { Revised } from '../../api/call.ts';
import { ApiError } from '../../api/problem.ts';
import { approveDraft, type Draft, returnDraft } from '../entry/draft.ts';

type Decision = { act: 'approve' } | { act: 'return'; reason: string };

/** Approves a draft exactly as it was looked at, or gives it back with a reason. */
export function ReviewActs({ seen: { data, etag }, onDecided, onReload }: Props) {
  const [dialog, setDialog] = useState<Decision['act'] | undefined>();
  const [reason, setReason] = useState('');
  const { draftId } = data;
  const decide = async (decision: Decision) => {
    try {
      const done =
        decision.act === 'approve'
          ? await approveDraft(draftId, etag)
          : await returnDraft(draftId, decision.reason, etag);
      return done.data;
    } catch (error) {
      // What was looked at is no longer what is there: it has to be looked at anew.
      if (error instanceof ApiError && error.reason === 'draft_changed') onReload();
      throw error;
    }
  };
  const { isBusy, run } = useAct(decide, {
    onDone: (draft) => {
      setDialog(undefined);
      onDecided(draft);
    },
  });
  return (
    <>
      <Button danger onClick={() => setDialog('return')}>
        退回
      </Button>
      <Button type="primary" onClick={() => setDialog('approve')}>
        审核通过
      </Button>
      <Modal
        open={dialog === 'approve'}
        title="审核通过"
        okText="通过并记录"
        confirmLoading={isBusy}
        onOk={() => run({ act: 'approve' })}
        onCancel={() => setDialog(undefined)}
      >
        按所见内容记录，随后自动公示。审核记入审计日志。
      </Modal>
      <Modal
        open={dialog === 'return'}
        title="退回录入人"
        okText="退回"
        okButtonProps={{ danger: true, disabled: reason.trim() === '' }}
        confirmLoading={isBusy}
        onOk={() => run({ act: 'return', reason: reason.trim() })}
        onCancel={() => setDialog(undefined)}
      >
        <Form layout="vertical">
          <ReasonField label="退回原因（录入人可见）" value={reason} onChange={setReason} isFirst />
        </Form>
      </Modal>
    </>
  );
}

interface Props {
  seen: Revised<Draft>;
  onDecided: (draft: Draft) => void;
  onReload: () => void;
}
