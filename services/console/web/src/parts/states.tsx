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
export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="state-box">
      <h2>{title}</h2>
      {children && <div>{children}</div>}
      {action}
    </div>
  );
}

/** Shown where something could not be had: what happened, what to do, and what to quote. */
export function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
  const { title, text } = explain(error);
  const traceId = error instanceof ApiError ? error.traceId : undefined;
  return (
    <div className="state-box" role="alert">
      <h2>{title}</h2>
      <p>{text}</p>
      {traceId && <p className="quiet mono">跟踪号 {traceId}</p>}
      {retry && (
        <button type="button" className="button" onClick={retry}>
          重试
        </button>
      )}
    </div>
  );
}

function explain(error: unknown): { title: string; text: string } {
  if (!(error instanceof ApiError))
    return { title: '页面出错了', text: '请刷新页面；若仍出现，请与本节点管理员联系。' };
  if (error.status === 404) return { title: '未查到', text: error.message };
  if (error.status === 0) return { title: '连接不上服务器', text: error.message };
  if (error.status === 429) return { title: '请求过于频繁', text: '请稍候片刻再试。' };
  if (error.reason === 'restoring') return { title: '数据正在恢复', text: error.message };
  if (error.status >= 500) return { title: '服务暂不可用', text: `${error.message}。系统会自行恢复，请稍后重试。` };
  return { title: '无法完成', text: error.message };
}
