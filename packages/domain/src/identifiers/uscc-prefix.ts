/** GB 32100-2015, tables 1 and 2: who registers (position 1) and what is registered (position 2). */
const AUTHORITIES: readonly [authority: string, name: string, categories: Readonly<Record<string, string>>][] = [
  ['1', '机构编制', { '1': '机关', '2': '事业单位', '3': '群众团体', '9': '其他' }],
  ['2', '外交', { '1': '外国常驻新闻机构', '9': '其他' }],
  [
    '3',
    '司法行政',
    {
      '1': '律师执业机构',
      '2': '公证处',
      '3': '基层法律服务所',
      '4': '司法鉴定机构',
      '5': '仲裁委员会',
      '9': '其他',
    },
  ],
  ['4', '文化', { '1': '外国在华文化中心', '9': '其他' }],
  ['5', '民政', { '1': '社会团体', '2': '民办非企业单位', '3': '基金会', '9': '其他' }],
  ['6', '旅游', { '1': '外国旅游部门常驻代表机构', '2': '港澳台地区旅游部门常驻内地代表机构', '9': '其他' }],
  ['7', '宗教', { '1': '宗教活动场所', '2': '宗教院校', '9': '其他' }],
  ['8', '工会', { '1': '基层工会', '9': '其他' }],
  ['9', '工商', { '1': '企业', '2': '个体工商户', '3': '农民专业合作社', '9': '其他' }],
  ['A', '中央军委改革和编制办公室', { '1': '军队事业单位', '9': '其他' }],
  ['N', '农业', { '1': '组级集体经济组织', '2': '村级集体经济组织', '3': '乡镇级集体经济组织', '9': '其他' }],
  ['Y', '其他', { '1': '其他' }],
];

const PREFIXES: ReadonlyMap<string, UsccPrefix> = new Map(
  AUTHORITIES.flatMap(([authority, authorityName, categories]) =>
    Object.entries(categories).map(([category, categoryName]): [string, UsccPrefix] => [
      authority + category,
      { authority, authorityName, category, categoryName },
    ]),
  ),
);

/** What the first two characters of a USCC say, or undefined when GB 32100-2015 does not list them. */
export function findUsccPrefix(code: string): UsccPrefix | undefined {
  return PREFIXES.get(code.slice(0, 2));
}

export type UsccPrefix = {
  authority: string;
  /** 登记管理部门 */
  authorityName: string;
  category: string;
  /** 机构类别 */
  categoryName: string;
};
