import { Alert, Button } from 'antd';
import type { Upstream } from '../../api/call.ts';
import { useAct } from '../use-act.ts';
import { checkChain } from './audit-line.ts';

/** Checks on demand whether each line of the log follows from those before it. */
export function ChainCheck({ upstream }: { upstream: Upstream }) {
  const { isBusy, answer, run } = useAct(() => checkChain(upstream));
  return (
    <>
      <Button loading={isBusy} onClick={() => run(undefined)}>
        核对链值
      </Button>
      {answer && (
        <Alert
          className="chain-check"
          showIcon
          type={answer.fault === null ? 'success' : 'error'}
          title={
            answer.lines === null
              ? `链值不符，日志可能被改动：${answer.fault}`
              : `共 ${answer.lines.toLocaleString('zh-CN')} 条，逐条相符`
          }
        />
      )}
    </>
  );
}
