import { Segmented, Select } from 'antd';
import { useState } from 'react';
import type { Person } from '../../admin/admin-frame.tsx';
import { DeskFrame } from '../frame/desk-frame.tsx';
import { PageHead } from '../frame/page-head.tsx';
import { useItems } from '../use-items.ts';
import { HELD_REASONS, type HeldFilter, type HeldReason } from './held-record.ts';
import { HeldTable } from './held-table.tsx';

/** The queues of rows whose subject is not known (待认领). */
export function HeldPage() {
  return (
    <DeskFrame part="/desk/held" title="待认领">
      {(person) => <HeldQueues person={person} />}
    </DeskFrame>
  );
}

type Queue = HeldReason | 'all' | 'returned';

const QUEUES: { value: Queue; label: string }[] = [
  { value: 'all', label: '全部' },
  { value: 'unmatched', label: HELD_REASONS.unmatched.label },
  { value: 'name_mismatch', label: HELD_REASONS.name_mismatch.label },
  { value: 'ambiguous', label: HELD_REASONS.ambiguous.label },
  { value: 'moved_out', label: HELD_REASONS.moved_out.label },
  { value: 'returned', label: '已退回部门' },
];

function HeldQueues({ person }: { person: Person }) {
  const [queue, setQueue] = useState<Queue>('all');
  const [item, setItem] = useState<string | undefined>();
  const [isMine, setMine] = useState(false);
  const items = useItems();
  const mayWork = person.roles.some((role) => role === 'officer' || role === 'province-admin');
  const filter: HeldFilter = {
    item,
    returned: queue === 'returned',
    reason: queue === 'all' || queue === 'returned' ? undefined : queue,
    owner: isMine ? person.account : undefined,
  };
  return (
    <>
      <PageHead title="待认领">
        不能确定记于哪一企业名下的记录。主体登记后自动记录；也可由工作人员认领，或说明原因退回提供部门。
      </PageHead>
      <section className="card panel" aria-label="待认领记录">
        <div className="filters-row">
          <Segmented aria-label="队列" value={queue} onChange={setQueue} options={QUEUES} />
          <span className="grow" />
          {mayWork && queue !== 'returned' && (
            <Select
              aria-label="经办人"
              style={{ minWidth: 120 }}
              value={isMine}
              onChange={setMine}
              options={[
                { value: false, label: '所有经办人' },
                { value: true, label: '由我经办' },
              ]}
            />
          )}
          <Select
            allowClear
            aria-label="信息类别"
            placeholder="全部类别"
            style={{ minWidth: 148 }}
            value={item ?? null}
            onChange={(value: string | null) => setItem(value ?? undefined)}
            options={items.map(({ item: code, title }) => ({ value: code, label: title }))}
          />
        </div>
        {filter.reason && <p className="quiet queue-note">{HELD_REASONS[filter.reason].explanation}</p>}
        <HeldTable filter={filter} account={person.account} mayWork={mayWork} />
      </section>
    </>
  );
}
