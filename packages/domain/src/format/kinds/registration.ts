import { findSubjectStatus, findSubjectStatusByName } from '../../codes/subject-status.ts';
import { findSubjectType, findSubjectTypeByName } from '../../codes/subject-type.ts';
import { findNode, isProvinceOfNode, nodeOfAuthorityName, nodeOfProvinceName } from '../../identifiers/node.ts';
import { parseCapital } from '../../registration/capital.ts';
import { fieldFault } from '../reading/row.ts';
import type { Kind } from './kind.ts';

/** Registered capital: the text, and the amount and currency that it says for certain. */
export const CAPITAL: Kind = {
  type: 'string',
  charactersMax: 100,
  compile: ({ slot }) => {
    return (text, row) => {
      const { amount, currency } = parseCapital(text);
      row.values[slot] = { amount, currency, text };
    };
  },
};

/** Subject type (CA16): the text as submitted, and the code only when the text means one for certain. */
export const SUBJECT_TYPE: Kind = certainCode((text) => findSubjectType(text) ?? findSubjectTypeByName(text));

/** Registration status (REGSTATE): as the subject type. An absent status stays absent. */
export const SUBJECT_STATUS: Kind = certainCode((text) => findSubjectStatus(text) ?? findSubjectStatusByName(text));

/** The province of a subject, recorded by its short name: the node's own where none is said, and no other. */
export const PROVINCE: Kind = {
  type: 'string',
  charactersMax: 100,
  order: 0,
  absent: ({ options }) => findNode(options.node)?.name,
  compile: (field) => (text, row) => {
    const province = nodeOfProvinceName(text);
    const { node } = row.options;
    if (!province) row.faults.push(fieldFault('unknown_province', field, text, row));
    else if (isProvinceOfNode(province, node)) row.values[field.slot] = province.name;
    else row.faults.push(fieldFault('other_province', field, text, row, { expected: province.fullName }));
  },
};

/** The registration authority of a subject: one whose name says another province is refused. */
export const AUTHORITY: Kind = {
  type: 'string',
  charactersMax: 200,
  order: 0,
  compile(field) {
    const province = field.siblings.ofKind('province');
    return (text, row) => {
      row.values[field.slot] = text;
      // A wrong province has been reported already, and says more than the authority.
      if (province && row.values[province.slot] === undefined) return;
      const authority = nodeOfAuthorityName(text);
      if (!authority || authority.code === row.options.node) return;
      row.faults.push(fieldFault('other_province', field, text, row, { expected: authority.fullName }));
    };
  },
};

function certainCode(find: (text: string) => { code: string; name: string } | undefined): Kind {
  return {
    type: 'string',
    charactersMax: 100,
    keepsText: true,
    compile: ({ slot, textSlot }) => {
      return (text, row) => {
        const found = find(text);
        row.values[slot] = found?.code;
        row.values[textSlot] = text === found?.code ? found.name : text;
      };
    },
  };
}
