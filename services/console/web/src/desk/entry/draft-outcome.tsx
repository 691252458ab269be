import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Alert } from 'antd';
import { useEffect } from 'react';
import { formatInstant } from '../../parts/dates.ts';
import { type Draft, readDraft } from './draft.ts';
import type { FormModel } from './form/form-model.ts';
import { ValuesView } from './form/values-view.tsx';
import type { DraftKeeper } from './keeper/draft-keeper.ts';
import { AnswerAlert } from './record-answer.tsx';

const POLL_MS = 2_000;

/** A draft that is out of the hands of whoever typed it: it waits for a second person, or is recorded. */
export function DraftOutcome({ keeper, draft, form }: Props) {
  const { draftId, state, answer, values, reviewer, changedAt } = draft;
  const isMoving = state === 'in_review' || answer?.outcome === 'pending';
  const { data } = useQuery({
    queryKey: ['admin', 'draft-outcome', draftId],
    queryFn: () => readDraft(draftId),
    refetchInterval: isMoving ? POLL_MS : false,
    enabled: isMoving,
  });
  useEffect(() => {
    if (data) keeper.refresh(data);
  }, [data, keeper]);
  return (
    <>
      {state === 'in_review' && (
        <Alert
          type="info"
          showIcon
          className="entry-alert"
          title="已提交，等待另一人审核"
          description={`${formatInstant(changedAt)} 提交。审核通过后记录并公示；退回时本页会说明原因。`}
        />
      )}
      {state === 'submitted' && answer && <AnswerAlert answer={answer} />}
      {state === 'submitted' && reviewer && (
        <p className="quiet entry-alert">
          审核人 {reviewer}，{formatInstant(changedAt)}
        </p>
      )}
      {values && <ValuesView form={form} values={values} findings={[]} />}
      <p>
        <Link to="/desk/drafts" className="button">
          返回在线录入
        </Link>
      </p>
    </>
  );
}

interface Props {
  keeper: DraftKeeper;
  draft: Draft;
  form: FormModel;
}
