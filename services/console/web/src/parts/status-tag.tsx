/** How a registration status (登记状态) is shown; what says nothing known is shown plainly, as written. */
function toneOf(status: string): string {
  if (/^(存续|在业|开业|在营|在册|歇业)/.test(status)) return 'good';
  if (/吊销|撤销/.test(status)) return 'bad';
  if (/注销|迁出/.test(status)) return 'ended';
  return '';
}

/** A registration status in its colour. Nothing is assumed where none was registered. */
export function StatusTag({ status }: { status: string | null }) {
  if (status === null) return <span className="tag none">登记状态未载</span>;
  return <span className={`tag ${toneOf(status)}`}>{status}</span>;
}
