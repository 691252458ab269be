import { Form, Modal, Select } from 'antd';
import { useId, useState } from 'react';
import { useAct } from '../../admin/use-act.ts';
import { type Credentials, type Department, rotateCredentials } from './department.ts';

/** Gives an account of a department new credentials; the old ones end at once. */
export function RotateDialog({ department: { uscc, name, accounts }, onClose, onRotated }: Props) {
  const id = useId();
  const [account, setAccount] = useState(accounts[0] ?? '');
  const rotate = useAct((given: string) => rotateCredentials(uscc, given), { onDone: onRotated });
  return (
    <Modal
      open
      title="更换凭据"
      okText="更换"
      okButtonProps={{ danger: true }}
      confirmLoading={rotate.isBusy}
      onOk={() => rotate.run(account)}
      onCancel={onClose}
    >
      <p className="dialog-lead">{name}的原凭据及以其取得的令牌随即失效，使用新凭据之前不能报送。新密钥只显示一次。</p>
      <Form layout="vertical">
        <Form.Item label="账号" htmlFor={id}>
          <Select
            id={id}
            value={account}
            onChange={setAccount}
            options={accounts.map((each) => ({ value: each, label: each }))}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}

interface Props {
  department: Department;
  onClose: () => void;
  onRotated: (credentials: Credentials) => void;
}
