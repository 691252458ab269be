import { shiftDecimal } from '../../registration/capital.ts';
import { fieldFault } from '../reading/row.ts';
import type { Kind } from './kind.ts';

/** Digits in all and behind the point of an amount, N(16,6), where the document says nothing else. */
export const PRECISION = 16;
export const SCALE = 6;

const PLAIN = /^(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?$/;

/** Powers of ten from a unit to 万元. */
const MONEY: readonly [suffix: string, power: number][] = [
  ['亿元', 4],
  ['万元', 0],
  ['万', 0],
  ['元', -4],
];

/** An amount that is not negative, recorded as a decimal string in its shortest form. */
export const DECIMAL: Kind = {
  type: 'string',
  charactersMax: 64,
  annotations: ['x-precision', 'x-scale', 'x-unit'],
  compile(field) {
    const { slot, document } = field;
    const precision = document['x-precision'] ?? PRECISION;
    const scale = document['x-scale'] ?? SCALE;
    const unit = document['x-unit'] ?? '';
    return (text, row) => {
      const { digits, power } = withoutUnit(text.normalize('NFKC').replace(/\s/g, ''), unit);
      if (!PLAIN.test(digits)) {
        row.faults.push(fieldFault('bad_decimal', field, text, row, { expected: unit }));
        return;
      }
      const value = shortest(shiftDecimal(digits.replaceAll(',', ''), power));
      const [whole = '', fraction = ''] = value.split('.');
      if (whole.length > precision - scale || fraction.length > scale) {
        const expected = `${precision - scale} 位整数、${scale} 位小数`;
        row.faults.push(fieldFault('decimal_out_of_range', field, text, row, { expected }));
        return;
      }
      row.values[slot] = value;
    };
  },
};

/** A whole number that is not negative, recorded as its digits. */
export const INTEGER: Kind = {
  type: 'string',
  charactersMax: 32,
  compile(field) {
    return (text, row) => {
      const digits = text.normalize('NFKC').replace(/[\s,]/g, '');
      if (/^\d{1,15}$/.test(digits)) row.values[field.slot] = digits.replace(/^0+(?=\d)/, '');
      else row.faults.push(fieldFault('bad_integer', field, text, row));
    };
  },
};

function withoutUnit(text: string, unit: string): { digits: string; power: number } {
  if (unit === '万元') {
    for (const [suffix, power] of MONEY) {
      if (text.endsWith(suffix)) return { digits: text.slice(0, -suffix.length), power };
    }
  } else if (unit !== '' && text.endsWith(unit)) return { digits: text.slice(0, -unit.length), power: 0 };
  return { digits: text, power: 0 };
}

function shortest(decimal: string): string {
  const [whole = '', fraction = ''] = decimal.split('.');
  const left = whole.replace(/^0+(?=\d)/, '');
  const right = fraction.replace(/0+$/, '');
  return right === '' ? left : `${left}.${right}`;
}
