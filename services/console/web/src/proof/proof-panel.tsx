import { useQuery } from '@tanstack/react-query';
import { apiUrl } from '../api/call.ts';
import { fetchLeafStatus, fetchProof, type PublicRecord } from '../api/records.ts';
import { Bones, Failed } from '../parts/states.tsx';
import { IS_CENTRE } from '../site.ts';
import { ProofResult } from './proof-result.tsx';

/** Fetches a record's proof file, checks it in this browser, and says what came of it, to those who only hear it as well. */
export function ProofPanel({ record }: { record: PublicRecord }) {
  return (
    <div aria-live="polite">
      <Outcome record={record} />
    </div>
  );
}

function Outcome({ record }: { record: PublicRecord }) {
  const { data, error, isPending, isFetching, refetch } = useQuery({
    queryKey: ['proof', record.recordId, record.version],
    queryFn: () => fetchAndCheck(record),
    staleTime: 0,
    gcTime: 0,
  });
  if (isPending) {
    return (
      <div className="proof">
        <p className="quiet">正在取得证明文件，并由您的浏览器核验…</p>
        <Bones lines={2} />
      </div>
    );
  }
  if (error) {
    return (
      <div className="proof">
        <Failed error={error} retry={() => void refetch()} />
      </div>
    );
  }
  return (
    <ProofResult check={data}>
      <a
        className="button small"
        href={apiUrl('exchange', '/v1/records/proof', { recordId: record.recordId })}
        download
      >
        下载证明文件
      </a>
      <button type="button" className="button small" disabled={isFetching} onClick={() => void refetch()}>
        {isFetching ? '正在核验…' : '重新核验'}
      </button>
    </ProofResult>
  );
}

async function fetchAndCheck(record: PublicRecord) {
  // The centre alone says whether a leaf is current; where it does not, the proof holds without that word.
  const asked = IS_CENTRE ? fetchLeafStatus(record.node, record.leafIndex).catch(() => undefined) : undefined;
  const [{ checkProof }, proof, status] = await Promise.all([
    import('./check-proof.ts'),
    fetchProof(record.recordId),
    asked,
  ]);
  return checkProof({ proof, status, node: record.node, record });
}
