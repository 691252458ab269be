import { Form, Input } from 'antd';
import { useId } from 'react';

const REASON_CHARACTERS_MAX = 500;

/** Where somebody says why, before something is done that is kept in the audit log. */
export function ReasonField({ label = '原因（记入审计日志）', hint, value, onChange, isFirst = false }: Props) {
  const id = useId();
  return (
    <Form.Item className="reason-field" label={label} htmlFor={id} required extra={hint}>
      <Input.TextArea
        id={id}
        rows={3}
        maxLength={REASON_CHARACTERS_MAX}
        showCount
        autoFocus={isFirst}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </Form.Item>
  );
}

interface Props {
  label?: string;
  hint?: string;
  value: string;
  onChange: (reason: string) => void;
  /** Whether it is the first field of its dialog. */
  isFirst?: boolean;
}
