import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useFormats } from '../../api/formats.ts';
import { listRecordsOfLeaves } from '../../api/leaf-records.ts';
import { chineseOf } from '../../api/problem.ts';
import { formatInstant } from '../../parts/dates.ts';
import { Bones } from '../../parts/states.tsx';
import { Fields } from '../../public/record-view.tsx';
import { Facts } from '../facts.tsx';
import { readableRecordId } from '../record-id.ts';
import { type Difference, MENDED } from './difference.ts';

/** One difference: what it was, what stood there, and what stands there now. */
export function DifferenceDetail({ difference }: { difference: Difference }) {
  const { description, leafIndex, recordId, subjectId, foundBy, foundAt, mendedAt, how, bytesMoved } = difference;
  const items = [
    ['类别', chineseOf(description)],
    ['发现', `${formatInstant(foundAt)}（${foundBy === 'patrol' ? '巡查' : '汇集时'}）`],
    ['修复', mendedAt ? `${formatInstant(mendedAt)}，${MENDED[how ?? ''] ?? how}` : '尚未修复，系统会继续尝试'],
    ['日志位置', leafIndex === null ? '不限于单条' : `第 ${leafIndex} 叶`],
    ['记录', recordId === null ? '（已撤下或已过期清除）' : readableRecordId(recordId)],
    ['另行传输', `${bytesMoved.toLocaleString('zh-CN')} 字节`],
  ] as const;
  return (
    <>
      <Facts items={items} />
      <div className="side-by-side" style={{ marginTop: 16 }}>
        <div>
          <h3>原有内容</h3>
          <pre>{difference.oldDigest ?? '（原无此内容）'}</pre>
          <p className="quiet">SHA-256 摘要。与日志不符的内容不留存：其中可能有已依法撤下的信息。</p>
        </div>
        <div>
          <h3>修复后内容</h3>
          <pre>{difference.newDigest ?? (mendedAt ? '（已清除）' : '（待修复）')}</pre>
          {leafIndex !== null && mendedAt !== null && <StandingRecord difference={difference} leafIndex={leafIndex} />}
        </div>
      </div>
      {subjectId && (
        <p style={{ marginTop: 16 }}>
          <Link to="/subjects/$code" params={{ code: subjectId }}>
            查看该主体现行公示
          </Link>
        </p>
      )}
    </>
  );
}

/** What stands at the leaf now, as everybody may read it. */
function StandingRecord({ difference, leafIndex }: { difference: Difference; leafIndex: number }) {
  const formats = useFormats();
  const { node, generation } = difference;
  const { data, error } = useQuery({
    queryKey: ['admin', 'leaf-records', node, generation, leafIndex],
    queryFn: () => listRecordsOfLeaves({ node, generation, fromIndex: leafIndex, toIndex: leafIndex + 1 }, leafIndex),
  });
  if (error) return <p className="quiet">{error.message}</p>;
  if (!data) return <Bones lines={4} />;
  const [record] = data.items;
  if (!record) return <p className="quiet">该叶的记录此后已被更新或撤下。</p>;
  return <Fields record={record} format={formats.get(record.format ?? `${record.item}@1`)} />;
}
