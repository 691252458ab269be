import { Form, Modal } from 'antd';
import { useState } from 'react';
import { ReasonField } from '../../admin/reason-field.tsx';
import type { HeldAct, HeldRecord } from './held-record.ts';

/** Gives a held row back to its department with a reason. */
export function ReturnDialog({ held, isBusy, onReturn, onClose }: Props) {
  const [reason, setReason] = useState('');
  return (
    <Modal
      open
      title="退回提供部门"
      okText="退回"
      okButtonProps={{ danger: true, disabled: reason.trim() === '' }}
      confirmLoading={isBusy}
      onOk={() => onReturn({ act: 'return', reason: reason.trim() })}
      onCancel={onClose}
    >
      <p className="dialog-lead">
        <b className="name">{held.name}</b>的记录将退回{held.departmentName}
        ，在其批次的逐行报告中说明原因；更正后重新报送的记录取而代之。
      </p>
      <Form layout="vertical">
        <ReasonField label="退回原因（提供部门可见）" value={reason} onChange={setReason} isFirst />
      </Form>
    </Modal>
  );
}

interface Props {
  held: HeldRecord;
  isBusy: boolean;
  onReturn: (act: HeldAct) => void;
  onClose: () => void;
}
