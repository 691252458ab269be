import { useQuery } from '@tanstack/react-query';
import { Alert } from 'antd';
import { changeInWords } from '../../../../src/domain/display/catalogue-words.ts';
import { chineseOf } from '../../api/problem.ts';
import { Bones, Failed } from '../../parts/states.tsx';
import { nodeName } from '../../site.ts';
import { CATALOGUE_KEY, type Draft, getChanges, getFaults } from './catalogue.ts';

/** How a draft differs from the newest published version, in words, and all that stands against publishing it. */
export function DraftDifferences({ draft }: { draft: Draft }) {
  const key = [...CATALOGUE_KEY, 'draft', draft.id, draft.revision];
  const changes = useQuery({ queryKey: [...key, 'changes'], queryFn: () => getChanges(draft.id) });
  const faults = useQuery({ queryKey: [...key, 'faults'], queryFn: () => getFaults(draft.id) });
  if (changes.error) return <Failed error={changes.error} retry={() => void changes.refetch()} />;
  if (!changes.data) return <Bones lines={3} />;
  const titles = new Map(draft.entries.map(({ item, name }) => [item, name]));
  return (
    <section className="card panel">
      <h2>与第 {changes.data.against} 版的差别</h2>
      {changes.data.changes.length === 0 && <p className="quiet">条目没有差别。</p>}
      <dl className="differences">
        {changes.data.changes.map((change) => (
          <div key={change.item}>
            <dt>
              {titles.get(change.item) ?? '（已去掉）'} <span className="quiet mono">{change.item}</span>
            </dt>
            {changeInWords(change, titles.get(change.item) ?? change.item, nodeName).map((sentence) => (
              <dd key={sentence}>{sentence}</dd>
            ))}
          </div>
        ))}
      </dl>
      {draft.state === 'open' && faults.data && <Faults draft={draft} faults={faults.data.faults} />}
    </section>
  );
}

function Faults({ draft, faults }: { draft: Draft; faults: readonly { at: string; message: string }[] }) {
  if (faults.length === 0) {
    return <Alert type="success" showIcon title="校验通过：可以由未参与起草的另一名管理员公布" />;
  }
  return (
    <Alert
      type="warning"
      showIcon
      title={`公布之前还有 ${faults.length} 处须改正`}
      description={
        <ul className="faults">
          {faults.map(({ at, message }) => (
            <li key={`${at} ${message}`}>
              {placeInWords(at, draft)}：{chineseOf(message)}
            </li>
          ))}
        </ul>
      }
    />
  );
}

/** Where a fault stands, out of its JSON pointer. */
function placeInWords(at: string, { entries }: Draft): string {
  const [, part, index] = at.split('/');
  if (part === 'effectiveFrom') return '生效日期';
  if (part === 'formats') return `格式规范 ${index}`;
  if (part === 'entries' && index !== undefined) return entries[Number(index)]?.name ?? `第 ${Number(index) + 1} 项`;
  return '目录';
}
