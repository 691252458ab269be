import type { FormModel } from '../entry/form/form-model.ts';

/** Stands for the column that says what becomes of each row (增删改标志), as the service understands it. */
export const MARK_FIELD = '增删改标志';

/** Fields of a form that a column may hold, in its order, with the change mark; those that are needed are marked. */
export function fieldChoices(form: FormModel | undefined): { value: string; label: string }[] {
  const fields = form?.groups.flatMap((group) => group.fields) ?? [];
  return [
    ...fields.map(({ name, label, needed }) => ({ value: name, label: needed ? `${label}（必填）` : label })),
    { value: MARK_FIELD, label: MARK_FIELD },
  ];
}

/** Names of the fields that every record needs; where one of several is enough, the first of them. */
export function neededFields({ groups, conditions }: FormModel): string[] {
  const fields = groups.flatMap((group) => group.fields);
  const always = conditions.filter(({ when, present }) => when.length + present.length === 0);
  const names = new Set(always.flatMap(({ needed, oneOf }) => [...needed, ...oneOf.slice(0, 1)]));
  return fields.filter(({ name, needed }) => needed || names.has(name)).map(({ name }) => name);
}

/** Tells the label of a field by its name; what the form does not know is shown as it is. */
export function fieldLabels(form: FormModel | undefined): (field: string) => string {
  const labels = new Map(form?.groups.flatMap((group) => group.fields.map(({ name, label }) => [name, label])));
  return (field) => labels.get(field) ?? field;
}
