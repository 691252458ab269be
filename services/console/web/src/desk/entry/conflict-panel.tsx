import { Button } from 'antd';
import { type FormModel, labelOf, shownValue } from './form/form-model.ts';
import type { Conflict } from './keeper/merge-values.ts';

/** What two tabs have filled in differently, side by side, until somebody has decided. */
export function ConflictPanel({ form, conflicts, onDecide }: Props) {
  if (conflicts.length === 0) return null;
  const fields = form.groups.flatMap((group) => group.fields);
  return (
    <section className="card panel conflict-panel" role="alert" aria-label="两处填写不一致">
      <h2>另一窗口也改了这份草稿</h2>
      <p className="quiet">其余内容已自动合并；以下各项两处填写不同，请选择保留哪一处。</p>
      {conflicts.map(({ field, mine, theirs }) => {
        const model = fields.find(({ name }) => name === field);
        const sides = [
          { word: '本页', value: mine },
          { word: '另一窗口', value: theirs },
        ];
        return (
          <div key={field} className="conflict">
            <b>{labelOf(form, field)}</b>
            {sides.map(({ word, value }) => (
              <div key={word}>
                <small>{word}</small>
                <p className="name">{shownValue(model, value) || <span className="quiet">（空）</span>}</p>
                <Button size="small" onClick={() => onDecide(field, value)}>
                  保留{word}的
                </Button>
              </div>
            ))}
          </div>
        );
      })}
    </section>
  );
}

interface Props {
  form: FormModel;
  conflicts: readonly Conflict[];
  onDecide: (field: string, value: unknown) => void;
}
