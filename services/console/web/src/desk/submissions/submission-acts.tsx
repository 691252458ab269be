import { Button, Form, Modal, Popconfirm } from 'antd';
import { useState } from 'react';
import type { Person } from '../../admin/admin-frame.tsx';
import { ReasonField } from '../../admin/reason-field.tsx';
import { useAct } from '../../admin/use-act.ts';
import { post } from '../../api/call.ts';
import type { Submission } from './submission.ts';

const CANCELLABLE = ['receiving', 'received', 'processing'];

/** Cancelling what has not ended, and taking back what has. */
export function SubmissionActs({ submission: { submissionId, state, accepted, dryRun }, person }: Props) {
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const act = useAct(
    ({ name, body }: { name: string; body: unknown }) =>
      post('collection', `/v1/submissions/${submissionId}/${name}`, body),
    { onDone: () => setOpen(false) },
  );
  if (!person.roles.some((role) => role === 'department' || role === 'province-admin')) return null;
  return (
    <div className="tools">
      {CANCELLABLE.includes(state) && (
        <Popconfirm
          title="取消这一批次？已记录的内容随后撤销。"
          onConfirm={() => act.run({ name: 'cancel', body: {} })}
        >
          <Button loading={act.isBusy}>取消批次</Button>
        </Popconfirm>
      )}
      {state === 'completed' && !dryRun && (
        <Button danger onClick={() => setOpen(true)}>
          撤回批次
        </Button>
      )}
      <Modal
        open={isOpen}
        title="撤回批次"
        okText="撤回"
        okButtonProps={{ danger: true, disabled: reason.trim() === '' }}
        confirmLoading={act.isBusy}
        onOk={() => act.run({ name: 'take-back', body: { reason: reason.trim() } })}
        onCancel={() => setOpen(false)}
      >
        <p style={{ marginBottom: 12 }}>
          本批次记录了 {accepted.toLocaleString('zh-CN')}{' '}
          行。所更改的记录恢复原内容，所新增的记录撤下；后来又被更改的记录保留。
        </p>
        <Form layout="vertical">
          <ReasonField value={reason} onChange={setReason} isFirst />
        </Form>
      </Modal>
    </div>
  );
}

interface Props {
  submission: Submission;
  person: Person;
}
