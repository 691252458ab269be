import { Checkbox, Form, Modal } from 'antd';
import { useState } from 'react';
import { ReasonField } from '../../admin/reason-field.tsx';
import { useAct } from '../../admin/use-act.ts';
import { type Connector, resumeConnector } from './connector.ts';
import { adviceOf } from './connector-advice.ts';

/** Reasons after which going on from where it was would pass over rows. */
const FROM_START = new Set(['source_went_back', 'column_type_changed']);

/** Lets a connector go on: its source is tried before. */
export function ResumeDialog({ connector: { connectorId, state, reason: stopped }, onClose }: Props) {
  const [reason, setReason] = useState('');
  const [fromStart, setFromStart] = useState(FROM_START.has(stopped));
  const resume = useAct(() => resumeConnector(connectorId, { reason: reason.trim(), fromStart }), { onDone: onClose });
  return (
    <Modal
      open
      title="恢复读取"
      okText="恢复"
      okButtonProps={{ disabled: reason.trim() === '' }}
      confirmLoading={resume.isBusy}
      onOk={() => resume.run(undefined)}
      onCancel={onClose}
    >
      <p className="dialog-lead">{state === 'stopped' && adviceOf(stopped)}恢复前先试读一行，仍有问题的不予恢复。</p>
      <Form layout="vertical">
        <ReasonField value={reason} onChange={setReason} isFirst />
        <Form.Item extra="内容无变化的不产生新版本。">
          <Checkbox checked={fromStart} onChange={(event) => setFromStart(event.target.checked)}>
            从头重新读取
          </Checkbox>
        </Form.Item>
      </Form>
    </Modal>
  );
}

interface Props {
  connector: Connector;
  onClose: () => void;
}
