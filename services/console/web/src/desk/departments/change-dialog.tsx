import { Form, Modal } from 'antd';
import { useState } from 'react';
import { useAct } from '../../admin/use-act.ts';
import { changeDepartment, type Department, type DepartmentTerms } from './department.ts';
import { areComplete, TermsFields } from './terms-fields.tsx';

/** Changes what is said about a department; it applies to what it hands in from now on. */
export function ChangeDialog({ department, onClose }: { department: Department; onClose: () => void }) {
  const { uscc, name, items, ways, area, contact, signatureRequired } = department;
  const [terms, setTerms] = useState<DepartmentTerms>({ name, items, ways, area, contact, signatureRequired });
  const save = useAct((given: DepartmentTerms) => changeDepartment(uscc, given), { onDone: onClose });
  return (
    <Modal
      open
      width={620}
      title="变更登记事项"
      okText="保存"
      okButtonProps={{ disabled: !areComplete(terms) }}
      confirmLoading={save.isBusy}
      mask={{ closable: false }}
      onOk={() => save.run(terms)}
      onCancel={onClose}
    >
      <Form layout="vertical">
        <TermsFields terms={terms} onChange={setTerms} />
      </Form>
    </Modal>
  );
}
