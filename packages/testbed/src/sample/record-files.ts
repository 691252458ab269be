import type { Format } from '@necips/domain';

/** How the columns of a file are headed: by label, by the national system's short names, or as 双公示 did. */
export type Shape = 'label' | 'gsxt' | '2018' | '2016';

const SHAPES: Readonly<Record<string, Readonly<Partial<Record<Shape, string>>>>> = {
  PEN: {
    '2018':
      'CF_XDR_MC,CF_XDR_LB,CF_XDR_SHXYM,CF_XDR_GSZC,CF_XDR_ZZJG,CF_XDR_SWDJ,CF_XDR_SYDW,CF_XDR_SHZZ,CF_FRDB,CF_FR_ZJLX,CF_FR_ZJHM,' +
      'CF_XDR_ZJLX,CF_XDR_ZJHM,CF_WSH,CF_WFXW,CF_SY,CF_YJ,CF_CFLB,CF_NR,CF_NR_FK,CF_NR_WFFF,CF_NR_ZKDX,CF_JDRQ,CF_YXQ,CF_GSJZQ,' +
      'CF_CFJG,CF_CFJGDM,CF_SJLY,CF_SJLYDM,BZ',
    '2016':
      'CF_WSH,CF_CFMC,CF_CFLB1,CF_CFLB2,CF_SY,CF_YJ,CF_XDR_MC,CF_XDR_SHXYM,CF_XDR_ZDM,CF_XDR_GSDJ,CF_XDR_SWDJ,CF_XDR_SFZ,CF_FR,CF_JG,' +
      'CF_JDRQ,CF_XZJG,CF_ZT,DFBM,SJC,BZ',
  },
  LIC: {
    '2018':
      'XK_XDR_MC,XK_XDR_LB,XK_XDR_SHXYM,XK_XDR_GSZC,XK_XDR_ZZJG,XK_XDR_SWDJ,XK_XDR_SYDW,XK_XDR_SHZZ,XK_FRDB,XK_FR_ZJLX,XK_FR_ZJHM,' +
      'XK_XDR_ZJLX,XK_XDR_ZJHM,XK_XKWS,XK_WSH,XK_XKLB,XK_XKZS,XK_XKBH,XK_NR,XK_JDRQ,XK_YXQZ,XK_YXQZI,XK_XKJG,XK_XKJGDM,XK_ZT,' +
      'XK_LYDW,XK_LYDWDM,BZ',
    '2016':
      'XK_WSH,XK_XMMC,XK_SPLB,XK_NR,XK_XDR,XK_XDR_SHXYM,XK_XDR_ZDM,XK_XDR_GSDJ,XK_XDR_SWDJ,XK_XDR_SFZ,XK_FR,XK_JDRQ,XK_JZQ,XK_XZJG,' +
      'XK_ZT,DFBM,SJC,BZ',
  },
};

/** The columns of a file of an item in a shape. Throws a RangeError where the item never had that shape. */
export function columnsOf(format: Format, shape: Shape): FileColumns {
  const headings = headingsOf(format, shape);
  const fields = format.fieldsOf(headings);
  const labels = new Map(
    format.fields.map((field) => [field.name, new Map(field.codes?.map((code) => [code.code, code.label]))]),
  );
  const hasSecond = fields.includes('penaltyKindsSecond');
  return {
    headings,
    cells: (record) =>
      fields.map((field) => {
        // The shape of 2016 has a column for the first kind, and one for the others.
        if (hasSecond && field === 'penaltyKinds') return textOf([record[field]].flat().slice(0, 1));
        if (hasSecond && field === 'penaltyKindsSecond') return textOf([record['penaltyKinds']].flat().slice(1));
        if (field === 'statusOf2016') return '0';
        const codes = labels.get(field ?? '');
        const value = record[field ?? ''];
        return textOf(typeof value === 'string' ? (codes?.get(value) ?? value) : value);
      }),
  };
}

export interface FileColumns {
  headings: readonly string[];
  readonly cells: (record: Readonly<Record<string, unknown>>) => string[];
}

/** A line of CSV. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\n`;
}

function headingsOf(format: Format, shape: Shape): string[] {
  const fields = format.fields.filter(({ name }) => {
    const { 'x-older': older, 'x-into': into } = format.document.properties[name]!;
    return !older && into === undefined;
  });
  if (shape === 'label') return fields.map((field) => field.label);
  if (shape === 'gsxt') return fields.map((field) => field.shortName ?? field.label);
  const headings = SHAPES[format.item]?.[shape];
  if (headings === undefined)
    throw new RangeError(`${format.item} has no shape ${shape}: only PEN and LIC were 双公示`);
  return headings.split(',');
}

function textOf(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value.join('；');
  return JSON.stringify(value);
}
