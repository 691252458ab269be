import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Alert } from 'antd';
import { useState } from 'react';
import type { Person } from '../../admin/admin-frame.tsx';
import type { Revised } from '../../api/call.ts';
import { formatInstant } from '../../parts/dates.ts';
import { Bones, Failed } from '../../parts/states.tsx';
import '../../styles/entry.css';
import { type Draft, readDraft } from '../entry/draft.ts';
import { type FormModel, useForm } from '../entry/form/form-model.ts';
import { ValuesView } from '../entry/form/values-view.tsx';
import { AnswerAlert } from '../entry/record-answer.tsx';
import { DeskFrame } from '../frame/desk-frame.tsx';
import { PageHead } from '../frame/page-head.tsx';
import { ReviewActs } from './review-acts.tsx';

/** One draft as a second person looks at it: what was typed, what is doubtful about it, and the decision. */
export function ReviewPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  return (
    <DeskFrame part="/desk/reviews" title="录入审核">
      {(person) => (
        <>
          <Link to="/desk/reviews" className="back-link">
            ← 录入审核
          </Link>
          <LoadedReview key={id} id={id} person={person} />
        </>
      )}
    </DeskFrame>
  );
}

function LoadedReview({ id, person }: { id: string; person: Person }) {
  const seen = useQuery({
    queryKey: ['review', id],
    queryFn: () => readDraft(id),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const form = useForm(seen.data?.data.item);
  const failed = seen.data ? form : seen;
  if (failed.error && !(seen.data && form.data)) {
    return <Failed error={failed.error} retry={() => void failed.refetch()} />;
  }
  if (!seen.data || !form.data) return <Bones lines={9} height={26} />;
  return <Review seen={seen.data} form={form.data} person={person} onReload={() => void seen.refetch()} />;
}

function Review({ seen, form, person, onReload }: ReviewProps) {
  const [decided, setDecided] = useState<Draft | undefined>();
  const { account, departmentName, changedAt, values, findings } = seen.data;
  const isOwn = account === person.account;
  const decide = (draft: Draft) => {
    setDecided(draft);
    // What has become of it stands above what was read.
    scrollTo({ top: 0 });
  };
  return (
    <>
      <PageHead title={form.title}>
        {departmentName} · 录入人 {account} · {formatInstant(changedAt)} 提交
      </PageHead>
      {isOwn && <Alert type="warning" showIcon className="entry-alert" title="这是本人录入的内容，须由另一人审核。" />}
      {decided && <Decision draft={decided} />}
      {!decided && findings.length > 0 && (
        <Alert type="warning" showIcon className="entry-alert" title={`有 ${findings.length} 处请核对，已在下方标出`} />
      )}
      {values && <ValuesView form={form} values={values} findings={findings} />}
      {!decided && !isOwn && (
        <div className="entry-bar">
          <p className="entry-bar-text quiet">请逐项核对。通过后按所见内容记录，随后公示。</p>
          <div className="tools">
            <ReviewActs seen={seen} onDecided={decide} onReload={onReload} />
          </div>
        </div>
      )}
    </>
  );
}

interface ReviewProps {
  seen: Revised<Draft>;
  form: FormModel;
  person: Person;
  onReload: () => void;
}

/** What has become of a draft by a decision. */
function Decision({ draft: { state, note, answer } }: { draft: Draft }) {
  if (state === 'returned' && answer?.outcome !== 'rejected') {
    return <Alert type="info" showIcon className="entry-alert" title="已退回录入人" description={note} />;
  }
  return answer && <AnswerAlert answer={answer} />;
}
