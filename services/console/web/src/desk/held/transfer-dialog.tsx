import { Form, Modal, Select } from 'antd';
import { useId, useState } from 'react';
import { ReasonField } from '../../admin/reason-field.tsx';
import { SITE } from '../../site.ts';
import type { HeldAct, HeldRecord } from './held-record.ts';

const CENTRE = '100000';

/** Sends a held row to the province where its enterprise is registered, where that was told by its name alone or it was refused. */
export function TransferDialog({ held: { name, location, transfer }, isBusy, onTransfer, onClose }: Props) {
  const id = useId();
  const [node, setNode] = useState(transfer?.to ?? location?.node ?? undefined);
  const [reason, setReason] = useState('');
  const provinces = SITE.nodes.filter(({ code }) => code !== SITE.node && code !== CENTRE);
  return (
    <Modal
      open
      title="转送外省"
      okText="转送"
      okButtonProps={{ disabled: node === undefined || reason.trim() === '' }}
      confirmLoading={isBusy}
      onOk={() => node !== undefined && onTransfer({ act: 'transfer', node, reason: reason.trim() })}
      onCancel={onClose}
    >
      <p className="dialog-lead">
        <b className="name">{name}</b>的记录将经总局转送登记地，由其归集公示；不出本节点的内容不随之转送。
      </p>
      <Form layout="vertical">
        <Form.Item label="登记地" htmlFor={id} required>
          <Select
            id={id}
            showSearch={{ optionFilterProp: 'label' }}
            placeholder="选择省份"
            value={node ?? null}
            onChange={setNode}
            options={provinces.map(({ code, name: label }) => ({ value: code, label }))}
          />
        </Form.Item>
        <ReasonField hint="长期保存，请勿写明记录或主体的名称、号码。" value={reason} onChange={setReason} />
      </Form>
    </Modal>
  );
}

interface Props {
  held: HeldRecord;
  isBusy: boolean;
  onTransfer: (act: HeldAct) => void;
  onClose: () => void;
}
