import type { ReactNode } from 'react';
import { formatInstant } from '../parts/dates.ts';
import type { ProofCheck } from './check-proof.ts';

/** What a check found, in plain words: what is proved, and what is not. */
export function ProofResult({ check, advice = DO_NOT_BELIEVE_PAGE, level = 3, children }: Props) {
  const [Title, Part] = level === 2 ? (['h2', 'h3'] as const) : (['h3', 'h4'] as const);
  if (!check.isHeld) {
    return (
      <div className="proof failed" role="alert">
        <Title>核验未通过</Title>
        <ul className="faults">
          {check.faults.map((fault) => (
            <li key={fault}>{fault}</li>
          ))}
        </ul>
        <p className="quiet">{advice}</p>
        {children && <div className="acts">{children}</div>}
      </div>
    );
  }
  const { verdict, statusFault } = check;
  return (
    <div className="proof held">
      <Title>{TITLES[verdict.verdict] ?? '核验通过'}</Title>
      <div className="columns">
        <div className="yes">
          <Part>已由您的浏览器证明</Part>
          <ul>
            <li>这一内容由该节点公示，并记入其只增不改的日志（第 {verdict.index} 叶）</li>
            <li>公示时间为 {formatInstant(verdict.publishedAtMs)}，此后内容未被改动</li>
            {verdict.cosignedAt !== null && (
              <li>中央已于 {formatInstant(verdict.cosignedAt * 1000)} 核验到日志的这一位置</li>
            )}
            {verdict.verdict === 'current' && verdict.statusAt !== null && (
              <li>中央签名声明：截至 {formatInstant(verdict.statusAt * 1000)} 仍为现行</li>
            )}
          </ul>
        </div>
        <div className="no">
          <Part>不能由此证明</Part>
          <ul>
            {verdict.verdict !== 'current' && <li>此后没有更新或撤下（任何日志都无法证明“没有发生”）</li>}
            <li>内容本身属实：由提供部门负责</li>
            <li>公示之外没有其他信息</li>
          </ul>
        </div>
      </div>
      {statusFault && <p className="quiet">中央的现状声明未通过核验，未予采信：{statusFault}</p>}
      <p className="figures">
        <span>日志 {verdict.origin}</span>
        <span>检查点 {verdict.size} 叶</span>
        <span>第 {verdict.version} 版</span>
      </p>
      {children && <div className="acts no-print">{children}</div>}
    </div>
  );
}

interface Props {
  check: ProofCheck;
  /** What to do where it does not hold. */
  advice?: string;
  /** Level of its heading. */
  level?: 2 | 3;
  children?: ReactNode;
}

const DO_NOT_BELIEVE_PAGE = '请不要采信本页显示的内容。请保存证明文件，并告知公示节点或市场监督管理部门。';

const TITLES: Record<string, string> = {
  published: '核验通过：确已公示',
  current: '核验通过：现行有效',
  superseded: '曾公示，已由新版本取代',
  withdrawn: '曾公示，已撤下',
  leaf: '核验通过：日志中有此变更（未出示内容）',
  withdrawal: '核验通过：日志中有此撤下',
};
