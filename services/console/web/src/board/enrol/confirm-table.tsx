import { Alert, Descriptions } from 'antd';
import { nodeName } from '../../site.ts';
import { type Enrolment, FIELDS } from './enrolment.ts';

/** All that was filled in, once more, with what the act means. */
export function ConfirmTable({ enrolment, isKnown }: { enrolment: Enrolment; isKnown: boolean }) {
  const { node, logKey } = enrolment;
  const fingerprint = logKey.split('+')[1] ?? '';
  const values = { ...enrolment, node: `${nodeName(node)}（${node}）` };
  return (
    <>
      <Alert
        type={isKnown ? 'info' : 'warning'}
        showIcon
        style={{ marginBottom: 16 }}
        title={
          isKnown
            ? `${nodeName(node)}已入网：公钥不变时，只变更所填地址`
            : `请与${nodeName(node)}管理员当面或电话核对公钥指纹 ${fingerprint}`
        }
        description={isKnown ? undefined : '登记之后公钥固定，不能由此更换；汇集随即开始，操作记入审计日志。'}
      />
      <Descriptions
        bordered
        size="small"
        column={1}
        items={Object.entries(FIELDS).map(([field, label]) => ({
          key: field,
          label,
          children: <span className="mono wrap">{values[field as keyof Enrolment]}</span>,
        }))}
      />
    </>
  );
}
