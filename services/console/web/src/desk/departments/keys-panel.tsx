import { useQuery } from '@tanstack/react-query';
import { Button, Form, Input, Modal, Popconfirm } from 'antd';
import { useId, useState } from 'react';
import { saveCsv } from '../../admin/csv.ts';
import { type ListColumn, ListTable } from '../../admin/list/list-table.tsx';
import { ListTools } from '../../admin/list/list-tools.tsx';
import type { LoadedList } from '../../admin/list/use-list.ts';
import { Tag } from '../../admin/tag.tsx';
import { useAct } from '../../admin/use-act.ts';
import { formatInstant } from '../../parts/dates.ts';
import { endKey, listKeys, registerKey, type SigningKey } from './department.ts';

/** The keys by which a department signs its batches. */
export function KeysPanel({ uscc, mayAdminister }: { uscc: string; mayAdminister: boolean }) {
  const [isOpen, setOpen] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ['admin', 'department-keys', uscc],
    queryFn: () => listKeys(uscc),
  });
  const end = useAct((keyId: string) => endKey(uscc, keyId));
  const list: LoadedList<SigningKey> = {
    rows: data,
    error: data ? undefined : error,
    retry: () => void refetch(),
    hasMore: false,
    isLoadingMore: false,
    loadMore: () => undefined,
  };
  const acts: ListColumn<SigningKey> = {
    title: '办理',
    width: 110,
    show: ({ keyId, endedAt }) =>
      endedAt === null && (
        <Popconfirm title="停用这一公钥？以其签过的批次仍为已签名。" onConfirm={() => end.run(keyId)}>
          <Button size="small" danger loading={end.isBusy}>
            停用
          </Button>
        </Popconfirm>
      ),
  };
  return (
    <section className="card panel" aria-label="签名公钥">
      <div className="panel-head">
        <h2>签名公钥</h2>
        {mayAdminister && <Button onClick={() => setOpen(true)}>登记公钥</Button>}
      </div>
      <ListTable
        list={list}
        label="签名公钥"
        keyOf={({ keyId }) => keyId}
        columns={[...COLUMNS, ...(mayAdminister ? [acts] : [])]}
        widthMin={640}
        empty={<b>没有登记签名公钥</b>}
      />
      <ListTools list={list} onCsv={() => saveCsv(`签名公钥-${uscc}`, CSV, data ?? [])} />
      {isOpen && <KeyDialog uscc={uscc} onClose={() => setOpen(false)} />}
    </section>
  );
}

const COLUMNS: ListColumn<SigningKey>[] = [
  { title: '公钥标识', show: ({ keyId }) => <span className="mono">{keyId}</span> },
  {
    title: '状态',
    width: 96,
    show: ({ endedAt }) => (endedAt ? <Tag tone="ended">已停用</Tag> : <Tag tone="good">有效</Tag>),
  },
  {
    title: '登记',
    show: ({ registeredAt, registeredBy }) => `${formatInstant(registeredAt)}，${registeredBy}`,
  },
  { title: '停用时间', show: ({ endedAt }) => (endedAt ? formatInstant(endedAt) : '—') },
];

const CSV = [
  { title: '公钥标识', value: ({ keyId }: SigningKey) => keyId },
  { title: '登记时间', value: ({ registeredAt }: SigningKey) => formatInstant(registeredAt) },
  { title: '登记人', value: ({ registeredBy }: SigningKey) => registeredBy },
  { title: '停用时间', value: ({ endedAt }: SigningKey) => endedAt && formatInstant(endedAt) },
];

function KeyDialog({ uscc, onClose }: { uscc: string; onClose: () => void }) {
  const id = useId();
  const [pem, setPem] = useState('');
  const register = useAct((given: string) => registerKey(uscc, given), { onDone: onClose });
  return (
    <Modal
      open
      title="登记签名公钥"
      okText="登记"
      okButtonProps={{ disabled: pem.trim() === '' }}
      confirmLoading={register.isBusy}
      onOk={() => register.run(pem.trim())}
      onCancel={onClose}
    >
      <Form layout="vertical">
        <Form.Item label="Ed25519 公钥，PEM 格式" htmlFor={id} required>
          <Input.TextArea
            id={id}
            autoFocus
            rows={4}
            className="mono"
            placeholder="-----BEGIN PUBLIC KEY-----"
            value={pem}
            onChange={(event) => setPem(event.target.value)}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
