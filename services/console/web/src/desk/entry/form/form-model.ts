import type { FormField, FormModel } from '@necips/domain';
import { useQuery } from '@tanstack/react-query';
import { get } from '../../../api/call.ts';

export type { FormField, FormModel };

/** The form of an item as its format in force says. */
export function useForm(item: string | undefined) {
  return useQuery({
    queryKey: ['form', item],
    queryFn: () => get<FormModel>('collection', `/v1/formats/${item}/form`, { isBackground: true }),
    enabled: item !== undefined,
    staleTime: FORM_STALE_MS,
  });
}

const FORM_STALE_MS = 300_000;

/** Label of a field by its name; the name where the form does not have it. */
export function labelOf(form: FormModel, name: string): string {
  return form.groups.flatMap(({ fields }) => fields).find((field) => field.name === name)?.label ?? name;
}

/** A value as people read it: labels for codes, marks between several, rows by line. */
export function shownValue(field: FormField | undefined, value: unknown): string {
  if (value === undefined || value === null || value === '') return '';
  if (Array.isArray(value)) return value.map((each) => shownValue(field, each)).join('；');
  if (typeof value === 'object') {
    return Object.entries(value)
      .map(([name, member]) => {
        const column = field?.columns?.find((each) => each.name === name);
        return `${column?.label ?? name}：${shownValue(column, member)}`;
      })
      .join('，');
  }
  if (typeof value !== 'string') return JSON.stringify(value);
  return field?.choices?.find((choice) => choice.value === value)?.label ?? value;
}
