import { Checkbox, Segmented, Select } from 'antd';
import { useState } from 'react';
import { SITE } from '../../site.ts';
import { DeskFrame } from '../frame/desk-frame.tsx';
import { PageHead } from '../frame/page-head.tsx';
import { useItems } from '../use-items.ts';
import { TRANSFER_STATES, type TransferFilter, type TransferState } from './transfer.ts';
import { TransferTable } from './transfer-table.tsx';

const CENTRE = '100000';

/** What went to other provinces because its enterprise is registered there (跨省转送). */
export function TransfersPage() {
  return (
    <DeskFrame part="/desk/transfers" title="跨省转送">
      {() => (
        <>
          <PageHead title="跨省转送">
            企业登记在外省的记录，经总局转送登记地归集公示（总局令第45号第十条：各 10 个工作日）。
          </PageHead>
          <Transfers />
        </>
      )}
    </DeskFrame>
  );
}

function Transfers() {
  const [filter, setFilter] = useState<TransferFilter>({});
  const items = useItems();
  const provinces = SITE.nodes.filter(({ code }) => code !== SITE.node && code !== CENTRE);
  return (
    <section className="card panel" aria-label="跨省转送">
      <div className="filters-row">
        <Segmented<TransferState | 'all'>
          aria-label="状态"
          value={filter.state ?? 'all'}
          onChange={(state) => setFilter({ ...filter, state: state === 'all' ? undefined : state })}
          options={[
            { value: 'all', label: '全部' },
            ...Object.entries(TRANSFER_STATES).map(([value, { label }]) => ({ value: value as TransferState, label })),
          ]}
        />
        <span className="grow" />
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          aria-label="登记地"
          placeholder="全部登记地"
          style={{ minWidth: 128 }}
          value={filter.to ?? null}
          onChange={(to: string | null) => setFilter({ ...filter, to: to ?? undefined })}
          options={provinces.map(({ code, name }) => ({ value: code, label: name }))}
        />
        <Select
          allowClear
          aria-label="信息类别"
          placeholder="全部类别"
          style={{ minWidth: 148 }}
          value={filter.item ?? null}
          onChange={(item: string | null) => setFilter({ ...filter, item: item ?? undefined })}
          options={items.map(({ item, title }) => ({ value: item, label: title }))}
        />
        <Checkbox
          checked={filter.overdue === true}
          onChange={(event) => setFilter({ ...filter, overdue: event.target.checked ? true : undefined })}
        >
          只看逾期
        </Checkbox>
      </div>
      <TransferTable filter={filter} />
    </section>
  );
}
