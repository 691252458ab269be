import { Form, Modal } from 'antd';
import { useState } from 'react';
import { ReasonField } from '../../admin/reason-field.tsx';
import { useAct } from '../../admin/use-act.ts';
import { pauseConnector } from './connector.ts';

/** Pauses a connector until somebody resumes it. */
export function PauseDialog({ connectorId, onClose }: { connectorId: string; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const pause = useAct(() => pauseConnector(connectorId, reason.trim()), { onDone: onClose });
  return (
    <Modal
      open
      title="暂停读取"
      okText="暂停"
      okButtonProps={{ disabled: reason.trim() === '' }}
      confirmLoading={pause.isBusy}
      onOk={() => pause.run(undefined)}
      onCancel={onClose}
    >
      <p className="dialog-lead">暂停期间不读取部门数据库；已提交的照常处理。恢复后从原处继续，不会遗漏。</p>
      <Form layout="vertical">
        <ReasonField value={reason} onChange={setReason} isFirst />
      </Form>
    </Modal>
  );
}
