import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Form, Input } from 'antd';
import { useId, useState } from 'react';
import { saveCsv } from '../../admin/csv.ts';
import { CATALOGUE_KEY, type Draft, type DraftContent, type Entry, listFormats, saveDraft } from './catalogue.ts';
import { EntryForm } from './entry-form.tsx';
import { ENTRY_CSV, EntryTable } from './entry-table.tsx';

const NOTE_CHARACTERS_MAX = 2_000;

/** Changes what a draft says. What was typed stays where it is when it cannot be saved. */
export function DraftEditor({ draft }: { draft: Draft }) {
  const id = useId();
  const saved: DraftContent = { note: draft.note, effectiveFrom: draft.effectiveFrom, entries: draft.entries };
  const [content, setContent] = useState(saved);
  const [opened, setOpened] = useState<Entry | 'new' | undefined>();
  const { message } = App.useApp();
  const client = useQueryClient();
  const published = useQuery({ queryKey: [...CATALOGUE_KEY, 'formats'], queryFn: listFormats });
  const save = useMutation({
    mutationFn: () => saveDraft(draft, content),
    onSuccess: ({ revision }) => {
      message.success(`已保存为第 ${revision} 稿`);
      return client.invalidateQueries({ queryKey: CATALOGUE_KEY });
    },
  });
  const isChanged = JSON.stringify(content) !== JSON.stringify(saved);
  const formats = [...(published.data?.items ?? []), ...draft.formats].map((format) => format.id);
  const keep = (entry: Entry) => {
    const isKnown = content.entries.some(({ item }) => item === entry.item);
    const entries = isKnown
      ? content.entries.map((known) => (known.item === entry.item ? entry : known))
      : [...content.entries, entry];
    setContent({ ...content, entries });
    setOpened(undefined);
  };
  const drop = (item: string) => {
    setContent({ ...content, entries: content.entries.filter((entry) => entry.item !== item) });
    setOpened(undefined);
  };
  return (
    <section className="card panel">
      <h2>内容</h2>
      <Form layout="vertical">
        <Form.Item label="说明：改什么，为什么" htmlFor={`${id}-note`}>
          <Input.TextArea
            id={`${id}-note`}
            rows={2}
            maxLength={NOTE_CHARACTERS_MAX}
            value={content.note}
            onChange={(event) => setContent({ ...content, note: event.target.value })}
          />
        </Form.Item>
        <Form.Item label="生效日期（当日零时，北京时间）" htmlFor={`${id}-date`}>
          <Input
            id={`${id}-date`}
            type="date"
            style={{ maxWidth: 200 }}
            value={content.effectiveFrom}
            onChange={(event) => setContent({ ...content, effectiveFrom: event.target.value })}
          />
        </Form.Item>
      </Form>
      <EntryTable entries={content.entries} onEdit={setOpened} />
      <div className="tools" style={{ marginTop: 12 }}>
        <Button onClick={() => setOpened('new')}>新增项目</Button>
        <Button onClick={() => saveCsv(`目录草案${draft.id}`, ENTRY_CSV, content.entries)}>导出 CSV</Button>
      </div>
      {save.error && <Alert type="error" showIcon title={save.error.message} style={{ marginTop: 12 }} />}
      {isChanged && (
        <div className="save-bar" role="status">
          <span>有未保存的修改</span>
          <Button onClick={() => setContent(saved)}>放弃修改</Button>
          <Button type="primary" loading={save.isPending} onClick={() => save.mutate()}>
            保存
          </Button>
        </div>
      )}
      {opened && (
        <EntryForm
          entry={opened === 'new' ? undefined : opened}
          taken={content.entries.map(({ item }) => item)}
          formats={formats}
          onSave={keep}
          onRemove={drop}
          onClose={() => setOpened(undefined)}
        />
      )}
    </section>
  );
}
