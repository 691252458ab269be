import { Form, Input, Modal } from 'antd';
import { useId, useState } from 'react';
import { useAct } from '../../admin/use-act.ts';
import { SITE } from '../../site.ts';
import { type Credentials, type DepartmentTerms, onboardDepartment } from './department.ts';
import { areComplete, TermsFields } from './terms-fields.tsx';

const USCC = /^[0-9A-Z]{18}$/;

const BLANK: DepartmentTerms = {
  name: '',
  items: [],
  ways: ['import', 'interface', 'entry'],
  area: SITE.node,
  contact: '',
  signatureRequired: false,
};

/** Onboards a department by one act: its account, its credentials, and what it may hand in. */
export function OnboardDialog({ onClose, onOnboarded }: Props) {
  const id = useId();
  const [uscc, setUscc] = useState('');
  const [terms, setTerms] = useState(BLANK);
  const [signingKey, setSigningKey] = useState('');
  const onboard = useAct(onboardDepartment, { onDone: ({ credentials }) => onOnboarded(credentials ?? undefined) });
  const isReady = USCC.test(uscc) && areComplete(terms);
  return (
    <Modal
      open
      width={620}
      title="登记提供部门"
      okText="登记"
      okButtonProps={{ disabled: !isReady }}
      confirmLoading={onboard.isBusy}
      mask={{ closable: false }}
      onOk={() => onboard.run({ uscc, ...terms, signingKey })}
      onCancel={onClose}
    >
      <Form layout="vertical">
        <Form.Item label="统一社会信用代码" htmlFor={`${id}-uscc`} required>
          <Input
            id={`${id}-uscc`}
            autoFocus
            className="mono"
            maxLength={18}
            value={uscc}
            onChange={(event) => setUscc(event.target.value.trim().toUpperCase())}
          />
        </Form.Item>
        <TermsFields terms={terms} onChange={setTerms} />
        <Form.Item
          label="签名公钥"
          htmlFor={`${id}-key`}
          extra="Ed25519 公钥，PEM 格式；可以以后登记。私钥始终留在部门。"
        >
          <Input.TextArea
            id={`${id}-key`}
            rows={3}
            className="mono"
            value={signingKey}
            onChange={(event) => setSigningKey(event.target.value)}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}

interface Props {
  onClose: () => void;
  /** With the credentials that are told this once. */
  onOnboarded: (credentials: Credentials | undefined) => void;
}
