import type { ReactNode } from 'react';
import { ApiError } from '../api/problem.ts';

/** Shown while something loads, in the shape of what comes. */
export function Bones({ lines, height = 18 }: { lines: number; height?: number }) {
  return (
    <div role="status" aria-label="正在加载" style={{ display: 'grid', gap: 12, padding: '18px 0' }}>
      {Array.from({ length: lines }, (_, i) => (
        <span key={`${i}`} className="bone" style={{ height, width: `${92 - ((i * 17) % 40)}%` }} />
      ))}
    </div>
  );
}

/** Shown while a page's own code loads. */
export function PageBones() {
  return (
    <div className="wide" style={{ paddingTop: 32 }}>
      <Bones lines={8} />
    </div>
  );
}

/** Shown where there is nothing. */
export function Empty({ title, children, action, isPage }: EmptyProps) {
  const Heading = isPage ? 'h1' : 'h2';
  return (
    <div className="state-box">
      <Heading>{title}</Heading>
      {children && <div>{children}</div>}
      {action}
    </div>
  );
}

interface EmptyProps {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  /** There is nothing else on the page: its heading is the page's. */
  isPage?: true;
}

/** Shown where something could not be had: what happened, what to do, and what to quote. */
export function Failed({ error, retry, isPage }: { error: unknown; retry?: () => void; isPage?: true }) {
  const { title, text, isOurs } = explain(error);
  const traceId = error instanceof ApiError ? error.traceId : undefined;
  const Heading = isPage ? 'h1' : 'h2';
  return (
    <div className="state-box" role="alert">
      <Heading>{title}</Heading>
      <p>{text}</p>
      {isOurs && traceId && <p className="quiet mono">跟踪号 {traceId}</p>}
      {isOurs && retry && (
        <button type="button" className="button" onClick={retry}>
          重试
        </button>
      )}
    </div>
  );
}

/** What is wrong in words, and whether trying again may help: what was asked wrongly stays wrong. */
function explain(error: unknown): { title: string; text: string; isOurs: boolean } {
  if (!(error instanceof ApiError))
    return { title: '页面出错了', text: '请刷新页面；若仍出现，请与本节点管理员联系。', isOurs: true };
  const { status, reason, message } = error;
  if (status === 404) return { title: '未查到', text: message, isOurs: false };
  if (status === 0) return { title: '连接不上服务器', text: message, isOurs: true };
  if (status === 429) return { title: '请求过于频繁', text: '请稍候片刻再试。', isOurs: true };
  if (reason === 'query_too_common') return { title: '结果太多', text: message, isOurs: false };
  if (reason === 'restoring') return { title: '数据正在恢复', text: message, isOurs: true };
  if (status >= 500) return { title: '服务暂不可用', text: `${message}。系统会自行恢复，请稍后重试。`, isOurs: true };
  return { title: '无法完成', text: message, isOurs: true };
}
