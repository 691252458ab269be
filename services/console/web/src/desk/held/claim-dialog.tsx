import { Form, Modal } from 'antd';
import { useState } from 'react';
import { ReasonField } from '../../admin/reason-field.tsx';
import type { HeldAct, HeldRecord } from './held-record.ts';
import { SubjectPicker } from './subject-picker.tsx';

/** Attributes a held row to a subject that somebody has chosen, with a reason. */
export function ClaimDialog({ held, isBusy, onClaim, onClose }: Props) {
  const [code, setCode] = useState<string | undefined>();
  const [reason, setReason] = useState('');
  const isReady = code !== undefined && reason.trim() !== '';
  return (
    <Modal
      open
      width={620}
      title="认领"
      okText="认领并记录"
      okButtonProps={{ disabled: !isReady }}
      confirmLoading={isBusy}
      onOk={() => code !== undefined && onClaim({ act: 'claim', code, reason: reason.trim() })}
      onCancel={onClose}
    >
      <dl className="held-claim">
        <dt>所报名称</dt>
        <dd className="name">{held.name || '（未填）'}</dd>
        <dt>所报代码</dt>
        <dd className="mono">{held.uscc ?? held.registrationNumber ?? held.organisationCode ?? '（未填）'}</dd>
        <dt>提供部门</dt>
        <dd>{held.departmentName}</dd>
      </dl>
      <Form layout="vertical">
        <SubjectPicker startsWith={held.name} value={code} onChange={setCode} />
        <ReasonField hint="长期保存，请勿写明记录或主体的名称、号码。" value={reason} onChange={setReason} />
      </Form>
    </Modal>
  );
}

interface Props {
  held: HeldRecord;
  isBusy: boolean;
  onClaim: (act: HeldAct) => void;
  onClose: () => void;
}
