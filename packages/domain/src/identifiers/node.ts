/**
 * The nodes of the system: the centre (总局), 31 provinces (GB/T 2260) and the Xinjiang Production and Construction
 * Corps (兵团). The Corps has no GB/T 2260 code; 660000 is a convention of other national systems (unconfirmed).
 */
const CENTRE = '100000';
const XINJIANG = '650000';
const CORPS = '660000';

/** All nodes in order of code, the centre first. */
export const NODES: readonly Node[] = (
  [
    [CENTRE, '总局', '国家市场监督管理总局', 'www'],
    ['110000', '北京', '北京市', 'bj'],
    ['120000', '天津', '天津市', 'tj'],
    ['130000', '河北', '河北省', 'he'],
    ['140000', '山西', '山西省', 'sx'],
    ['150000', '内蒙古', '内蒙古自治区', 'nm'],
    ['210000', '辽宁', '辽宁省', 'ln'],
    ['220000', '吉林', '吉林省', 'jl'],
    ['230000', '黑龙江', '黑龙江省', 'hl'],
    ['310000', '上海', '上海市', 'sh'],
    ['320000', '江苏', '江苏省', 'js'],
    ['330000', '浙江', '浙江省', 'zj'],
    ['340000', '安徽', '安徽省', 'ah'],
    ['350000', '福建', '福建省', 'fj'],
    ['360000', '江西', '江西省', 'jx'],
    ['370000', '山东', '山东省', 'sd'],
    ['410000', '河南', '河南省', 'ha'],
    ['420000', '湖北', '湖北省', 'hb'],
    ['430000', '湖南', '湖南省', 'hn'],
    ['440000', '广东', '广东省', 'gd'],
    ['450000', '广西', '广西壮族自治区', 'gx'],
    ['460000', '海南', '海南省', 'hi'],
    ['500000', '重庆', '重庆市', 'cq'],
    ['510000', '四川', '四川省', 'sc'],
    ['520000', '贵州', '贵州省', 'gz'],
    ['530000', '云南', '云南省', 'yn'],
    ['540000', '西藏', '西藏自治区', 'xz'],
    ['610000', '陕西', '陕西省', 'sn'],
    ['620000', '甘肃', '甘肃省', 'gs'],
    ['630000', '青海', '青海省', 'qh'],
    ['640000', '宁夏', '宁夏回族自治区', 'nx'],
    [XINJIANG, '新疆', '新疆维吾尔自治区', 'xj'],
    [CORPS, '兵团', '新疆生产建设兵团', undefined],
  ] as const
).map(([code, name, fullName, host]) => ({ code, name, fullName, ...(host && { host: `${host}.gsxt.gov.cn` }) }));

const BY_CODE = new Map(NODES.map((node) => [node.code, node]));
const PROVINCES = NODES.filter((node) => node.code !== CENTRE);
const BY_PROVINCE_NAME = new Map(
  PROVINCES.flatMap((node) => [[node.name, node] as const, [node.fullName, node] as const]),
);

/** The node with this six-digit code, or undefined. */
export function findNode(code: string): Node | undefined {
  return BY_CODE.get(code);
}

/** Whether the code is a province's or the Corps', the nodes that publish; false for the centre and unknown codes. */
export function isProvinceNode(code: string): boolean {
  return code !== CENTRE && BY_CODE.has(code);
}

/** The node of a province named in short or in full (浙江, 浙江省); undefined for any other text. */
export function nodeOfProvinceName(name: string): Node | undefined {
  return BY_PROVINCE_NAME.get(name);
}

/**
 * The node of a registration authority (登记机关) whose name opens with a province's full name or is the State
 * Council's; undefined where the name does not say (a city's bureau). Short names are not enough: 海南藏族自治州 and
 * 河南蒙古族自治县 lie in 青海.
 */
export function nodeOfAuthorityName(name: string): Node | undefined {
  if (name.startsWith('国家市场监督管理总局') || name.startsWith('国家工商行政管理总局')) return BY_CODE.get(CENTRE);
  return PROVINCES.find((node) => name.startsWith(node.fullName));
}

/** Whether a subject at this node may bear this province's name: the Corps' subjects lie in 新疆. */
export function isProvinceOfNode(province: Node, nodeCode: string): boolean {
  return province.code === nodeCode || (nodeCode === CORPS && province.code === XINJIANG);
}

export type Node = {
  /** Six digits, the key of the node everywhere in the system. */
  code: string;
  /** Short Chinese name, 浙江. */
  name: string;
  /** Full Chinese name, 浙江省. */
  fullName: string;
  /** Host of the node's pages in the national system; the Corps has none. */
  host?: string;
};
