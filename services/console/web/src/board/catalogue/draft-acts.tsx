import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Form, Input, Modal, Popconfirm, Steps, Tooltip } from 'antd';
import { useId, useState } from 'react';
import { changeInWords } from '../../../../src/domain/display/catalogue-words.ts';
import type { Person } from '../../admin/admin-frame.tsx';
import { formatDay } from '../../parts/dates.ts';
import { nodeName } from '../../site.ts';
import {
  CATALOGUE_KEY,
  type Draft,
  discardDraft,
  draftersOf,
  getChanges,
  getFaults,
  publishDraft,
} from './catalogue.ts';

/** Giving a draft up, and publishing it in two steps, which only somebody may who has not had a hand in it. */
export function DraftActs({ draft, person }: { draft: Draft; person: Person }) {
  const [isOpen, setOpen] = useState(false);
  const { message } = App.useApp();
  const client = useQueryClient();
  const discard = useMutation({
    mutationFn: () => discardDraft(draft),
    onSuccess: () => {
      message.success('草案已废弃');
      return client.invalidateQueries({ queryKey: CATALOGUE_KEY });
    },
    onError: (error) => message.error(error.message),
  });
  const faults = useQuery({
    queryKey: [...CATALOGUE_KEY, 'draft', draft.id, draft.revision, 'faults'],
    queryFn: () => getFaults(draft.id),
  });
  const count = faults.data?.faults.length;
  const why = draftersOf(draft).includes(person.account)
    ? '您参与过起草，须由另一名管理员公布'
    : count !== undefined && count > 0 && `公布之前还有 ${count} 处须改正`;
  return (
    <div className="tools">
      <Popconfirm
        title="废弃这份草案？"
        description="废弃后不能再修改或公布。"
        okText="废弃"
        cancelText="取消"
        onConfirm={() => discard.mutate()}
      >
        <Button loading={discard.isPending}>废弃草案</Button>
      </Popconfirm>
      <Tooltip title={why}>
        <Button type="primary" disabled={count === undefined || Boolean(why)} onClick={() => setOpen(true)}>
          核对并公布
        </Button>
      </Tooltip>
      {isOpen && <PublishDialog draft={draft} onClose={() => setOpen(false)} />}
    </div>
  );
}

function PublishDialog({ draft, onClose }: { draft: Draft; onClose: () => void }) {
  const id = useId();
  const [step, setStep] = useState(0);
  const [typed, setTyped] = useState('');
  const { message } = App.useApp();
  const client = useQueryClient();
  const changes = useQuery({
    queryKey: [...CATALOGUE_KEY, 'draft', draft.id, draft.revision, 'changes'],
    queryFn: () => getChanges(draft.id),
  });
  const publish = useMutation({
    mutationFn: () => publishDraft(draft),
    onSuccess: async ({ version, effectiveFrom }) => {
      message.success(`已公布为第 ${version} 版，自 ${formatDay(effectiveFrom)}起生效`);
      await client.invalidateQueries({ queryKey: CATALOGUE_KEY });
      onClose();
    },
  });
  const titles = new Map(draft.entries.map(({ item, name }) => [item, name]));
  return (
    <Modal
      open
      title="核对并公布"
      onCancel={onClose}
      okText={step === 0 ? '已核对，下一步' : '确认公布'}
      okButtonProps={{ disabled: step === 0 ? !changes.data : typed !== draft.effectiveFrom }}
      confirmLoading={publish.isPending}
      onOk={() => (step === 0 ? setStep(1) : publish.mutate())}
    >
      <Steps
        size="small"
        current={step}
        items={[{ title: '核对' }, { title: '确认' }]}
        style={{ margin: '12px 0 20px' }}
      />
      {step === 0 ? (
        <>
          <p>
            第 {draft.revision} 稿，由 {draftersOf(draft).join('、')} 起草：<span className="name">{draft.note}</span>
          </p>
          <ul className="faults">
            {changes.data?.changes.flatMap((change) => {
              const title = titles.get(change.item) ?? change.item;
              return changeInWords(change, title, nodeName).map((sentence) => (
                <li key={`${change.item} ${sentence}`}>
                  {change.change === 'changed' && `${title}：`}
                  {sentence}
                </li>
              ));
            })}
            {draft.formats.map((format) => (
              <li key={format.id}>
                随附格式规范 {format.document.title}（{format.id}）
              </li>
            ))}
          </ul>
        </>
      ) : (
        <Form layout="vertical">
          <p style={{ marginBottom: 12 }}>
            公布后由总局签名，发往所有节点，内容不得再改；有误只能以下一版更正，最早次日生效。
          </p>
          <Form.Item label={`请输入生效日期 ${draft.effectiveFrom} 以确认`} htmlFor={`${id}-date`}>
            <Input
              id={`${id}-date`}
              autoFocus
              value={typed}
              onChange={(event) => setTyped(event.target.value.trim())}
            />
          </Form.Item>
        </Form>
      )}
      {publish.error && <Alert type="error" showIcon title={publish.error.message} style={{ marginTop: 12 }} />}
    </Modal>
  );
}
