import type { Draft, DraftFault } from '../draft.ts';
import type { DraftValues } from '../keeper/merge-values.ts';
import { EntryField } from './entry-field.tsx';
import type { FormModel } from './form-model.ts';

/**
 * The form of a draft. What is wrong with what was typed is marked as soon as the server has said so; what is missing is marked once
 * somebody wants to submit.
 */
export function EntryForm({ form, draft, values, isMissingShown, isDisabled, onChange }: Props) {
  const marked = isMissingShown ? [...draft.wrong, ...draft.missing] : draft.wrong;
  return (
    <>
      <Faults faults={marked.filter(({ field }) => field === '')} />
      {form.groups.map((group) => (
        <fieldset key={group.title} className="card panel entry-group">
          <legend>{group.title}</legend>
          <div className="entry-grid">
            {group.fields.map((field) => (
              <EntryField
                key={field.name}
                field={field}
                value={values[field.name]}
                faults={ofField(marked, field.name)}
                findings={ofField(draft.findings, field.name)}
                isNeeded={field.needed || draft.missing.some(({ field: missing }) => missing === field.name)}
                isDisabled={isDisabled}
                onChange={(value) => onChange(field.name, value)}
              />
            ))}
          </div>
        </fieldset>
      ))}
    </>
  );
}

interface Props {
  form: FormModel;
  draft: Draft;
  values: DraftValues;
  isMissingShown: boolean;
  isDisabled: boolean;
  onChange: (field: string, value: unknown) => void;
}

/** Faults of a field, and of the rows of a list. */
export function ofField(faults: readonly DraftFault[], name: string): DraftFault[] {
  return faults.filter(({ field }) => field === name || field.startsWith(`${name}[`));
}

function Faults({ faults }: { faults: DraftFault[] }) {
  if (faults.length === 0) return null;
  return (
    <div className="card panel" role="alert">
      {faults.map(({ code, reason, mend }) => (
        <p key={code} className="bad-note">
          {reason}。{mend}
        </p>
      ))}
    </div>
  );
}
