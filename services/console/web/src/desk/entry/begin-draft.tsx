import { useNavigate } from '@tanstack/react-router';
import { Button, Select } from 'antd';
import { useId, useState } from 'react';
import { useAct } from '../../admin/use-act.ts';
import { createDraft } from './draft.ts';
import { useEntryItems } from './use-entry-items.ts';

/** Chooses what is entered and begins a draft of it. */
export function BeginDraft() {
  const labelId = useId();
  const [item, setItem] = useState<string | undefined>();
  const items = useEntryItems();
  const navigate = useNavigate();
  const begin = useAct(createDraft, {
    onDone: ({ data }) => void navigate({ to: '/desk/drafts/$id', params: { id: data.draftId } }),
  });
  const needsReview = items.find((entry) => entry.item === item)?.needsReview;
  return (
    <section className="card panel" aria-label="新建录入">
      <h2>新建录入</h2>
      <div className="filters-row">
        <span id={labelId}>信息类别</span>
        <Select
          aria-labelledby={labelId}
          className="item-select"
          showSearch={{ optionFilterProp: 'label' }}
          placeholder="选择要录入的信息"
          value={item ?? null}
          onChange={setItem}
          options={items.map((entry) => ({ value: entry.item, label: entry.name }))}
        />
        <Button
          type="primary"
          disabled={item === undefined}
          loading={begin.isBusy}
          onClick={() => item !== undefined && begin.run(item)}
        >
          开始录入
        </Button>
        {needsReview && <span className="quiet">此类信息提交后须由另一人审核。</span>}
      </div>
    </section>
  );
}
