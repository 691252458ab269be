import { formatInstant } from '../parts/dates.ts';
import { SYSTEM_NAME } from '../site.ts';

/** What stands above a printed page: whose it is, as of when, and the way back to it and its proofs. */
export function PrintHead({ code, asOfMs }: { code: string; asOfMs: number }) {
  const address = `${location.origin}/subjects/${code}`;
  return (
    <div className="print-head" aria-hidden>
      <div>
        <p className="system">{SYSTEM_NAME}</p>
        <p>截至 {formatInstant(asOfMs)}（北京时间）。内容由各提供部门负责。</p>
        <p>扫描右侧二维码可查看现行内容，并由您自己的浏览器核验每条记录的公示证明。</p>
        <p className="mono">{address}</p>
      </div>
      <img src={`/reports/${code}.svg`} alt="" width={84} height={84} fetchPriority="low" />
    </div>
  );
}
