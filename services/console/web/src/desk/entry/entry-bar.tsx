import { useNavigate } from '@tanstack/react-router';
import { Button, Popconfirm } from 'antd';
import { useAct } from '../../admin/use-act.ts';
import type { ApiError } from '../../api/problem.ts';
import { loginUrl } from '../../api/session.ts';
import { type DraftFault, discardDraft } from './draft.ts';
import type { KeptDraft } from './keeper/draft-keeper.ts';
import { useNeedsReview } from './use-entry-items.ts';

const FAULTS_SHOWN = 4;

/** Stands below a form: how far it is saved, what is wrong or missing, and the acts. */
export function EntryBar({ kept, isSubmitting, problem, etagOf, onSubmit, onGoTo }: Props) {
  const { draft, saving, conflicts } = kept;
  const { draftId, wrong, missing } = draft;
  const navigate = useNavigate();
  const needsReview = useNeedsReview(draft.item);
  const discard = useAct(() => discardDraft(draftId, etagOf()), {
    onDone: () => void navigate({ to: '/desk/drafts' }),
  });
  return (
    <div className="entry-bar">
      <div className="entry-bar-text">
        <p role="status">
          <SaveWord saving={saving} problem={problem} hasConflicts={conflicts.length > 0} />
        </p>
        <p className="entry-left">
          {wrong.length > 0 && (
            <>
              <b className="bad-note">{wrong.length} 处有误</b>：<FaultLinks faults={wrong} onGoTo={onGoTo} />{' '}
            </>
          )}
          {missing.length > 0 && (
            <>
              <b>还差 {missing.length} 项</b>：<FaultLinks faults={missing} onGoTo={onGoTo} />
            </>
          )}
          {wrong.length + missing.length === 0 && saving === 'saved' && '填写完整，可以提交。'}
        </p>
      </div>
      <div className="tools">
        <Popconfirm title="废弃这份草稿？所填内容不再保留。" okText="废弃" onConfirm={() => discard.run(undefined)}>
          <Button loading={discard.isBusy} disabled={isSubmitting}>
            废弃
          </Button>
        </Popconfirm>
        <Button type="primary" loading={isSubmitting} disabled={conflicts.length > 0} onClick={onSubmit}>
          {needsReview ? '提交审核' : '提交'}
        </Button>
      </div>
    </div>
  );
}

interface Props {
  kept: KeptDraft;
  isSubmitting: boolean;
  problem: ApiError | undefined;
  /** Revision that is seen. */
  etagOf: () => string;
  onSubmit: () => void;
  onGoTo: (field: string) => void;
}

function SaveWord({ saving, problem, hasConflicts }: SaveWordProps) {
  if (hasConflicts) return <b className="bad-note">与另一窗口不一致，处理后继续保存</b>;
  if (problem && saving !== 'saved') {
    const hasEnded = problem.status === 401;
    return (
      <b className="bad-note">
        暂未保存：{hasEnded ? '登录已结束，重新登录后自动保存' : problem.message}。所填内容留在本页，不会丢失。
        {hasEnded && (
          <a href={loginUrl('/logged-in')} target="_blank" rel="noreferrer">
            重新登录
          </a>
        )}
      </b>
    );
  }
  if (saving === 'saved') return <span className="saved-word">已保存</span>;
  return <span className="quiet">{saving === 'saving' ? '正在保存…' : '待保存…'}</span>;
}

interface SaveWordProps extends Pick<KeptDraft, 'saving' | 'problem'> {
  hasConflicts: boolean;
}

function FaultLinks({ faults, onGoTo }: { faults: readonly DraftFault[]; onGoTo: (field: string) => void }) {
  const shown = faults.slice(0, FAULTS_SHOWN);
  return (
    <>
      {shown.map(({ field, label, code }, place) => (
        <span key={`${field}${code}`}>
          {place > 0 && '、'}
          {field === '' ? (
            '整条记录'
          ) : (
            <button type="button" className="link-button" onClick={() => onGoTo(field)}>
              {label}
            </button>
          )}
        </span>
      ))}
      {faults.length > shown.length && ' 等'}
    </>
  );
}
