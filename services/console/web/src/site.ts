/** What the document says about the console that it came from; see `siteOf` in the service. */
export interface Site {
  /** Six digits; 100000 is the centre. */
  node: string;
  name: string;
  fullName: string;
  nodes: { code: string; name: string }[];
  keys: { centre: string | null; nodes: { node: string; keys: string[] }[] };
}

/** The site of this page. */
export const SITE: Site = JSON.parse(document.getElementById('site')?.textContent ?? '{}') as Site;

/** Whether this is the centre's console. */
export const IS_CENTRE = SITE.node === '100000';

/** Name of a province by its code; the code where it is not known. */
export function nodeName(code: string): string {
  return SITE.nodes.find((node) => node.code === code)?.name ?? code;
}

/** Title of the system as this console bears it. */
export const SYSTEM_NAME = IS_CENTRE ? '国家企业信用信息公示系统' : `国家企业信用信息公示系统（${SITE.name}）`;
