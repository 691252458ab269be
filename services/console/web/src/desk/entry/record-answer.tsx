import { Link } from '@tanstack/react-router';
import { Alert } from 'antd';
import { readableRecordId } from '../../admin/record-id.ts';
import type { RecordAnswer } from './draft.ts';

type Outcome = RecordAnswer['outcome'];

const OUTCOMES: Record<Outcome, { type: 'success' | 'info' | 'warning' | 'error'; title: string; text: string }> = {
  accepted: { type: 'success', title: '已记录', text: '随后自动公示，并由总局核验。' },
  unchanged: { type: 'info', title: '内容无变化', text: '与现有记录相同，没有产生新版本。' },
  held: { type: 'warning', title: '待认领', text: '不能确定记于哪一企业名下；主体登记或认领后自动记录。' },
  withheld: { type: 'warning', title: '不予公示', text: '该记录已依法撤回公示。' },
  pending: { type: 'info', title: '已持久保存，等待处理', text: '处理完成后本页自动更新。' },
  rejected: { type: 'error', title: '记录时被拒绝', text: '请按下列原因更正后重新提交。' },
};

/** What has become of a record that was entered. */
export function AnswerAlert({ answer }: { answer: RecordAnswer }) {
  const { type, title, text } = OUTCOMES[answer.outcome];
  return (
    <Alert
      type={type}
      showIcon
      className="entry-alert"
      title={title}
      description={
        <>
          {text}{' '}
          <Link to="/desk/submissions/$id" params={{ id: answer.submissionId }}>
            查看批次
          </Link>
          {answer.recordId && (
            <>
              <br />
              <span className="mono breakable">{readableRecordId(answer.recordId)}</span>，第 {answer.version} 版
            </>
          )}
          {answer.errors.map(({ code, field, label, reason, mend }) => (
            <p key={`${field}${code}`}>
              {label && `${label}：`}
              {reason}。{mend}
            </p>
          ))}
        </>
      }
    />
  );
}

/** Why what was handed in last was rejected; nothing where it was not. */
export function RejectedAnswer({ answer }: { answer: RecordAnswer }) {
  return answer.outcome === 'rejected' ? <AnswerAlert answer={answer} /> : null;
}
