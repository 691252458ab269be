import type { DraftFault } from '../draft.ts';
import { Control } from './control.tsx';
import type { FormField } from './form-model.ts';
import { Needed } from './rows-control.tsx';

/** Id of the control of a field, to go to it from a list of what is wrong. */
export function controlId(name: string): string {
  return `entry-${name}`;
}

/** One field of a form: label, control, what to fill in, and what is wrong with what was. */
export function EntryField({ field, value, faults, findings, isNeeded, isDisabled, onChange }: Props) {
  const id = controlId(field.name);
  const isWrong = faults.length > 0;
  const isWide = field.input === 'textarea' || field.input === 'table';
  const Label = field.input === 'table' ? 'span' : 'label';
  return (
    <div className={`entry-field${isWide ? ' wide-field' : ''}${isWrong ? ' wrong' : ''}`}>
      <Label className="entry-label" {...(field.input !== 'table' && { htmlFor: id })}>
        {field.label}
        {isNeeded && <Needed />}
        {field.visibility !== 'public' && (
          <small>{field.visibility === 'internal' ? '不公示，不出本节点' : '不公示'}</small>
        )}
      </Label>
      <Control
        {...{ field, id, value, isWrong, isDisabled, onChange }}
        describedBy={isWrong ? `${id}-wrong ${id}-hint` : `${id}-hint`}
      />
      <div id={`${id}-wrong`} aria-live="polite">
        {faults.map(({ code, label, reason, mend }) => (
          <p key={`${code}${label}`} className="bad-note">
            {label !== field.label && `${label}：`}
            {reason}。{mend}
          </p>
        ))}
        {findings.map(({ code, reason, mend }) => (
          <p key={code} className="doubt-note">
            请核对：{reason}。{mend}
          </p>
        ))}
      </div>
      <p id={`${id}-hint`} className="hint">
        {field.explanation}
      </p>
    </div>
  );
}

interface Props {
  field: FormField;
  value: unknown;
  faults: DraftFault[];
  findings: DraftFault[];
  isNeeded: boolean;
  isDisabled: boolean;
  onChange: (value: unknown) => void;
}
