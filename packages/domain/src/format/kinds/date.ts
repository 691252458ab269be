import { parseDate } from '../../calendar/dates.ts';
import { fieldFault } from '../reading/row.ts';
import type { Kind } from './kind.ts';

/** A calendar date, recorded in ISO form; not after today unless the document lets it be. */
export const DATE: Kind = {
  type: 'string',
  charactersMax: 32,
  annotations: ['x-future', 'x-notBefore'],
  compile(field) {
    const { slot, document } = field;
    const mayBeFuture = document['x-future'] === true;
    return (text, row) => {
      const date = parseDate(text);
      row.values[slot] = date;
      if (date === undefined) row.faults.push(fieldFault('impossible_date', field, text, row));
      else if (!mayBeFuture && date > row.options.today) row.faults.push(fieldFault('future_date', field, text, row));
    };
  },
};
