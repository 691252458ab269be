import { Tag } from '../../../admin/tag.tsx';
import type { DraftFault } from '../draft.ts';
import type { DraftValues } from '../keeper/merge-values.ts';
import { ofField } from './entry-form.tsx';
import { type FormField, type FormModel, shownValue } from './form-model.ts';

/** What was filled in, to be read: group by group, with the doubts about it. */
export function ValuesView({ form, values, findings }: Props) {
  const known = form.groups.flatMap(({ fields }) => fields.map(({ name }) => name));
  const others = Object.keys(values).filter((name) => !known.includes(name));
  return (
    <>
      {form.groups.map(({ title, fields }) => (
        <section key={title} className="card panel">
          <h2>{title}</h2>
          <dl className="entry-values">
            {fields.map((field) => (
              <Value
                key={field.name}
                field={field}
                value={values[field.name]}
                findings={ofField(findings, field.name)}
              />
            ))}
          </dl>
        </section>
      ))}
      {others.length > 0 && (
        <section className="card panel">
          <h2>其他内容</h2>
          <dl className="entry-values">
            {others.map((name) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd className="name">{shownValue(undefined, values[name])}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </>
  );
}

interface Props {
  form: FormModel;
  values: DraftValues;
  findings: readonly DraftFault[];
}

function Value({ field, value, findings }: { field: FormField; value: unknown; findings: DraftFault[] }) {
  const text = shownValue(field, value);
  if (text === '' && findings.length === 0 && !field.needed) return null;
  return (
    <div className={field.input === 'textarea' || field.input === 'table' ? 'wide-field' : ''}>
      <dt>
        {field.label} {field.visibility !== 'public' && <Tag tone="ended">不公示</Tag>}
      </dt>
      <dd className="name">
        {text || <span className="quiet">未填</span>}
        {field.unit !== undefined && text !== '' && !field.label.includes(field.unit) && ` ${field.unit}`}
        {findings.map(({ code, reason }) => (
          <p key={code} className="doubt-note">
            请核对：{reason}
          </p>
        ))}
      </dd>
    </div>
  );
}
