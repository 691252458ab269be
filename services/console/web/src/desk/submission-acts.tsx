import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal, Popconfirm } from 'antd';
import { useId, useState } from 'react';
import type { Person } from '../admin/admin-frame.tsx';
import { post } from '../api/call.ts';
import type { Submission } from './submission.ts';

const REASON_CHARACTERS_MAX = 500;
const CANCELLABLE = ['receiving', 'received', 'processing'];

/** Cancelling what has not ended, and taking back what has. */
export function SubmissionActs({ submission: { submissionId, state, accepted }, person }: Props) {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const { message } = App.useApp();
  const client = useQueryClient();
  const act = useMutation({
    mutationFn: ({ name, body }: { name: string; body: unknown }) =>
      post('collection', `/v1/submissions/${submissionId}/${name}`, body),
    onSuccess: () => setOpen(false),
    onError: (error) => message.error(error.message),
    onSettled: () => client.invalidateQueries({ queryKey: ['admin'] }),
  });
  if (!person.roles.some((role) => role === 'department' || role === 'province-admin')) return null;
  return (
    <div className="tools">
      {CANCELLABLE.includes(state) && (
        <Popconfirm
          title="取消这一批次？已记录的内容随后撤销。"
          onConfirm={() => act.mutate({ name: 'cancel', body: {} })}
        >
          <Button loading={act.isPending}>取消批次</Button>
        </Popconfirm>
      )}
      {state === 'completed' && (
        <Button danger onClick={() => setOpen(true)}>
          撤回批次
        </Button>
      )}
      <Modal
        open={isOpen}
        title="撤回批次"
        okText="撤回"
        okButtonProps={{ danger: true, disabled: reason.trim() === '' }}
        confirmLoading={act.isPending}
        onOk={() => act.mutate({ name: 'take-back', body: { reason: reason.trim() } })}
        onCancel={() => setOpen(false)}
      >
        <p style={{ marginBottom: 12 }}>
          本批次记录了 {accepted.toLocaleString('zh-CN')}{' '}
          行。所更改的记录恢复原内容，所新增的记录撤下；后来又被更改的记录保留。
        </p>
        <Form layout="vertical">
          <Form.Item label="原因（记入审计日志）" htmlFor={id} required>
            <Input.TextArea
              id={id}
              rows={3}
              maxLength={REASON_CHARACTERS_MAX}
              showCount
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          </Form.Item>
        </Form>
      </Modal>
    </div>
  );
}

interface Props {
  submission: Submission;
  person: Person;
}
