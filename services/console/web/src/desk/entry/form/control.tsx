import { Input, Select } from 'antd';
import type { FormField } from './form-model.ts';
import { RowsControl } from './rows-control.tsx';

/** What somebody fills a field in with, by what the form says it is. */
export function Control({ field, id, value, describedBy, isWrong, isDisabled, onChange }: ControlProps) {
  const text = typeof value === 'string' ? value : '';
  const said = { 'aria-describedby': describedBy, 'aria-invalid': isWrong, 'aria-required': field.needed };
  const status = isWrong ? ('error' as const) : ('' as const);
  const onText = ({ target }: { target: { value: string } }) => onChange(target.value);
  switch (field.input) {
    case 'textarea':
      return (
        <Input.TextArea
          {...{ id, status, ...said }}
          className="grows"
          rows={2}
          value={text}
          disabled={isDisabled}
          onChange={onText}
        />
      );
    case 'select':
    case 'multiselect':
      return (
        <Select
          {...{ id, status, ...said }}
          allowClear
          style={{ width: '100%' }}
          {...(field.input === 'multiselect' && { mode: 'multiple' as const })}
          showSearch={{ optionFilterProp: 'label' }}
          placeholder="请选择"
          value={chosen(field, value)}
          disabled={isDisabled}
          onChange={(next: string | string[] | null) => onChange(next ?? '')}
          options={[...(field.choices ?? [])]}
        />
      );
    case 'tags':
      return (
        <Select
          {...{ id, status, ...said }}
          mode="tags"
          open={false}
          suffixIcon={null}
          style={{ width: '100%' }}
          placeholder="输入后按回车，可填多个"
          tokenSeparators={['；', ';', '|']}
          value={Array.isArray(value) ? value : []}
          disabled={isDisabled}
          onChange={(next: string[]) => onChange(next)}
        />
      );
    case 'table':
      return <RowsControl {...{ field, id, value, isDisabled, onChange }} />;
    case 'date':
      return (
        <Input
          {...{ id, status, ...said }}
          // A day that the calendar cannot show, as from an older draft, is still there to be seen and mended.
          type={text === '' || ISO_DATE.test(text) ? 'date' : 'text'}
          max={field.mayBeFuture ? '2099-12-31' : undefined}
          value={text}
          disabled={isDisabled}
          onChange={onText}
        />
      );
    case 'number':
    case 'text':
      return (
        <Input
          {...{ id, status, ...said }}
          {...(field.input === 'number' && { inputMode: 'decimal' as const })}
          {...(field.unit !== undefined && { suffix: field.unit })}
          {...(field.charactersMax !== undefined && { maxLength: field.charactersMax })}
          autoComplete="off"
          placeholder={field.example && `如 ${field.example}`}
          value={text}
          disabled={isDisabled}
          onChange={onText}
        />
      );
    default:
      return field.input satisfies never;
  }
}

export interface ControlProps {
  field: FormField;
  id: string;
  value: unknown;
  describedBy: string | undefined;
  isWrong: boolean;
  isDisabled: boolean;
  onChange: (value: unknown) => void;
}

const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;

function chosen({ input }: FormField, value: unknown): string | string[] | null {
  if (input === 'multiselect') return Array.isArray(value) ? value : typeof value === 'string' && value ? [value] : [];
  return typeof value === 'string' && value !== '' ? value : null;
}
