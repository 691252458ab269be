import { Alert } from 'antd';
import { useState } from 'react';
import { Tag } from '../../admin/tag.tsx';
import { useAct } from '../../admin/use-act.ts';
import type { Revised } from '../../api/call.ts';
import { PageHead } from '../frame/page-head.tsx';
import { ConflictPanel } from './conflict-panel.tsx';
import { DRAFT_STATES, type Draft } from './draft.ts';
import { DraftOutcome } from './draft-outcome.tsx';
import { EntryBar } from './entry-bar.tsx';
import { controlId } from './form/entry-field.tsx';
import { EntryForm } from './form/entry-form.tsx';
import type { FormModel } from './form/form-model.ts';
import { useDraftKeeper } from './keeper/use-draft-keeper.ts';
import { RejectedAnswer } from './record-answer.tsx';

/** A draft while it is typed: saved all the while, validated by the server with each save, and submitted as it stands. */
export function DraftEditor({ begun, form, account }: Props) {
  const { keeper, kept } = useDraftKeeper(begun, account);
  const { draft, values, conflicts, saving, problem } = kept;
  const [isMissingShown, setMissingShown] = useState(false);
  const submit = useAct(() => keeper.submit(), { onDone: () => scrollTo({ top: 0 }) });
  const isOpen = draft.state === 'editing' || draft.state === 'returned';
  const trySubmit = () => {
    setMissingShown(true);
    const [first] = [...draft.wrong, ...draft.missing];
    if (saving === 'saved' && first) goTo(first.field);
    else submit.run(undefined);
  };
  return (
    <>
      <PageHead
        title={
          <>
            {form.title} <Tag tone={DRAFT_STATES[draft.state].tone}>{DRAFT_STATES[draft.state].label}</Tag>
          </>
        }
      >
        {draft.departmentName} · {draft.account}
      </PageHead>
      {draft.state === 'returned' && draft.reviewer && (
        <Alert
          type="warning"
          showIcon
          className="entry-alert"
          title={`审核人 ${draft.reviewer} 已退回，请更正后重新提交`}
          description={draft.note}
        />
      )}
      {draft.state === 'returned' && draft.answer && <RejectedAnswer answer={draft.answer} />}
      {!isOpen && <DraftOutcome keeper={keeper} draft={draft} form={form} />}
      {!isOpen && saving !== 'saved' && (
        <Alert
          type="error"
          showIcon
          className="entry-alert"
          title="本页还有没能保存的内容：草稿已在另一窗口提交。以下内容请自行留存。"
        />
      )}
      {isOpen && (
        <ConflictPanel form={form} conflicts={conflicts} onDecide={(field, value) => keeper.decide(field, value)} />
      )}
      {(isOpen || saving !== 'saved') && (
        <EntryForm
          form={form}
          draft={draft}
          values={values}
          isMissingShown={isMissingShown}
          isDisabled={!isOpen || submit.isBusy}
          onChange={(field, value) => keeper.change(field, value)}
        />
      )}
      {isOpen && (
        <EntryBar
          kept={kept}
          isSubmitting={submit.isBusy}
          etagOf={() => keeper.etag}
          onSubmit={trySubmit}
          onGoTo={(field) => {
            setMissingShown(true);
            goTo(field);
          }}
          problem={problem}
        />
      )}
    </>
  );
}

interface Props {
  begun: Revised<Draft>;
  form: FormModel;
  account: string;
}

/** Brings a field into view, ready to be typed into; that of a row of a list is the list. */
function goTo(field: string): void {
  const control = document.getElementById(controlId(field.replace(/\[.*$/, '')));
  control?.closest('.entry-field')?.scrollIntoView({ block: 'center', behavior: 'smooth' });
  control?.focus({ preventScroll: true });
}
