import { useNavigate } from '@tanstack/react-router';
import { Form, Input, Modal, Steps } from 'antd';
import { useId, useState } from 'react';
import { useAct } from '../../admin/use-act.ts';
import { type Connector, removeConnector } from './connector.ts';

/** Removes a connector in two steps: what it means, and the name of its table typed once more. */
export function RemoveDialog({ connector: { connectorId, relation, rows }, onClose }: Props) {
  const id = useId();
  const navigate = useNavigate();
  const [step, setStep] = useState(0);
  const [typed, setTyped] = useState('');
  const remove = useAct(() => removeConnector(connectorId), {
    onDone: () => void navigate({ to: '/desk/connectors' }),
  });
  return (
    <Modal
      open
      title="撤除对接"
      okText={step === 0 ? '下一步' : '确认撤除'}
      okButtonProps={{ danger: step === 1, disabled: step === 1 && typed !== relation }}
      confirmLoading={remove.isBusy}
      onOk={() => (step === 0 ? setStep(1) : remove.run(undefined))}
      onCancel={onClose}
    >
      <Steps
        size="small"
        current={step}
        items={[{ title: '了解后果' }, { title: '确认' }]}
        style={{ margin: '12px 0 20px' }}
      />
      {step === 0 ? (
        <p className="dialog-lead">
          不再读取部门数据库，所存密码和读取位置一并删除。已提交的 {rows.toLocaleString('zh-CN')}{' '}
          行不变，照常公示。再次对接须重新登记，从头读取。暂时不读取的，请用“暂停”。
        </p>
      ) : (
        <Form layout="vertical">
          <Form.Item label={`请输入“${relation}”以确认`} htmlFor={id}>
            <Input
              id={id}
              autoFocus
              className="mono"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          </Form.Item>
        </Form>
      )}
    </Modal>
  );
}

interface Props {
  connector: Connector;
  onClose: () => void;
}
