import { cellsKey, cellsValues } from './cells-values.ts';
import { csvKey, csvValues } from './csv-values.ts';
import { jsonKey, jsonValues } from './json-values.ts';
import type { KeyReader, RowForm, ValuesReader } from './row-form.ts';

/** Takes rows of a form apart. */
export function createValuesReader(rowForm: RowForm): ValuesReader {
  switch (rowForm.form) {
    case 'csv':
      return csvValues(rowForm);
    case 'json':
      return jsonValues(rowForm);
    case 'cells':
      return cellsValues(rowForm);
    default:
      return rowForm.form satisfies never;
  }
}

/** Gives the business keys of rows of a form, of wrong ones too as far as it can be read. */
export function createKeyReader(rowForm: RowForm): KeyReader {
  const { form, format, fields, encoding } = rowForm;
  switch (form) {
    case 'csv':
      return csvKey(format, fields, () => encoding);
    case 'json':
      return jsonKey(format);
    case 'cells':
      return cellsKey(format, fields);
    default:
      return form satisfies never;
  }
}
