import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { Tag } from '../../admin/tag.tsx';
import { checkChain } from './audit.ts';

/** Checks on demand that no line of the log was altered or taken out. */
export function ChainCheck() {
  const check = useMutation({ mutationFn: checkChain });
  return (
    <div className="tools" role="status" style={{ alignItems: 'center' }}>
      {check.data?.lines != null && (
        <Tag tone="good">{`全部 ${check.data.lines.toLocaleString('zh-CN')} 行连贯无误`}</Tag>
      )}
      {check.data?.fault != null && <Tag tone="bad">{`日志被改动：${check.data.fault}`}</Tag>}
      {check.error && <Tag tone="warn">{check.error.message}</Tag>}
      <Button loading={check.isPending} onClick={() => check.mutate()}>
        核对全链
      </Button>
    </div>
  );
}
