import { csvKey, csvValues } from './csv-values.ts';
import { jsonKey, jsonValues } from './json-values.ts';
import type { KeyReader, RowForm, ValuesReader } from './row-form.ts';

/** Takes rows of a form apart. */
export function createValuesReader(rowForm: RowForm): ValuesReader {
  return rowForm.form === 'json' ? jsonValues(rowForm) : csvValues(rowForm);
}

/** Gives the business keys of rows of a form, of wrong ones too as far as it can be read. */
export function createKeyReader(rowForm: RowForm): KeyReader {
  const { form, format, fields, encoding } = rowForm;
  return form === 'json' ? jsonKey(format) : csvKey(format, fields, () => encoding);
}
