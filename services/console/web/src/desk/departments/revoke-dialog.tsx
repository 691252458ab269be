import { Form, Input, Modal, Steps } from 'antd';
import { useId, useState } from 'react';
import { ReasonField } from '../../admin/reason-field.tsx';
import { useAct } from '../../admin/use-act.ts';
import { type Department, revokeDepartment } from './department.ts';

/** Revokes a department in two steps: why, and its name typed once more. */
export function RevokeDialog({ department: { uscc, name }, onClose }: { department: Department; onClose: () => void }) {
  const id = useId();
  const [step, setStep] = useState(0);
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const revoke = useAct(() => revokeDepartment(uscc, reason.trim()), { onDone: onClose });
  return (
    <Modal
      open
      title={`停用：${name}`}
      okText={step === 0 ? '下一步' : '确认停用'}
      okButtonProps={{ danger: step === 1, disabled: step === 0 ? reason.trim() === '' : typed !== name }}
      confirmLoading={revoke.isBusy}
      onOk={() => (step === 0 ? setStep(1) : revoke.run(undefined))}
      onCancel={onClose}
    >
      <Steps
        size="small"
        current={step}
        items={[{ title: '说明原因' }, { title: '确认' }]}
        style={{ margin: '12px 0 20px' }}
      />
      <Form layout="vertical">
        {step === 0 ? (
          <ReasonField value={reason} onChange={setReason} isFirst />
        ) : (
          <>
            <p className="dialog-lead">
              立即生效：账号停用，上传中的批次作废，待处理的批次取消。已公示的内容不变。重新参加须重新登记。
            </p>
            <Form.Item label={`请输入“${name}”以确认`} htmlFor={id}>
              <Input id={id} autoFocus value={typed} onChange={(event) => setTyped(event.target.value)} />
            </Form.Item>
          </>
        )}
      </Form>
    </Modal>
  );
}
