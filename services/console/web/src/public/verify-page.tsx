import '../styles/subject.css';
import '../styles/verify.css';
import { type ChangeEvent, type DragEvent, useState } from 'react';
import { useFormats } from '../api/formats.ts';
import type { ProofCheck } from '../proof/check-proof.ts';
import { ProofResult } from '../proof/proof-result.tsx';
import { SITE } from '../site.ts';
import { Fields } from './record-view.tsx';

/** As long as the longest proof file. */
const FILE_BYTES_MAX = 1_048_576;

/** Checks a proof file that the reader has, without sending it anywhere. */
export function VerifyPage() {
  const [result, setResult] = useState<{ name: string; check: ProofCheck } | undefined>();
  const [isOver, setOver] = useState(false);

  const take = async (file: File | undefined) => {
    if (file) setResult({ name: file.name, check: await checkFile(file) });
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files[0]);
  };
  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    void take(event.target.files?.[0]);
    event.target.value = '';
  };
  const over = (event: DragEvent) => {
    event.preventDefault();
    setOver(true);
  };

  return (
    <div className="wide">
      <div className="verify">
        <title>核验公示证明</title>
        <h1>核验公示证明</h1>
        <p className="lead">选择保存的证明文件（.tlog-proof）。核验在您的浏览器中完成，文件不会上传。</p>
        <label
          className={`drop${isOver ? ' over' : ''}`}
          onDragOver={over}
          onDragLeave={() => setOver(false)}
          onDrop={drop}
        >
          <b>选择文件，或拖放到这里</b>
          {result ? <span className="name">{result.name}</span> : '可离线核验：断开网络后结果相同'}
          <input type="file" className="unseen" accept=".tlog-proof,text/plain" onChange={choose} />
        </label>
        <div aria-live="polite">
          {result && <ProofResult check={result.check} level={2} advice={DO_NOT_BELIEVE_FILE} />}
        </div>
        {result?.check.isHeld && <Content check={result.check} />}
        <details className="card">
          <summary>核验所用的公钥</summary>
          <p className="quiet">以下公钥由本节点的管理者预先登记，与您在别处得到的公钥相符时，核验不依赖本网站。</p>
          <ul className="keys mono">
            {SITE.keys.centre && <li>{SITE.keys.centre}</li>}
            {SITE.keys.nodes
              .flatMap(({ keys }) => keys)
              .map((key) => (
                <li key={key}>{key}</li>
              ))}
          </ul>
        </details>
      </div>
    </div>
  );
}

const DO_NOT_BELIEVE_FILE =
  '请不要采信该文件所载的内容。请确认文件完整、未经改动；仍不通过的，可在主体页面重新下载，或向公示节点核实。';

function Content({ check }: { check: ProofCheck & { isHeld: true } }) {
  const formats = useFormats();
  const { head, publicPart } = check.verdict;
  if (head === null || publicPart === null) return null;
  const { format, item } = JSON.parse(head) as { format?: string; item?: string };
  return (
    <section className="card section" style={{ marginTop: 16 }}>
      <header>
        <h2>文件中公示的内容</h2>
      </header>
      <div className="record">
        <Fields
          record={{ body: JSON.parse(publicPart) as Record<string, unknown> }}
          format={formats.get(format ?? `${item}@1`)}
        />
      </div>
    </section>
  );
}

async function checkFile(file: File): Promise<ProofCheck> {
  if (file.size > FILE_BYTES_MAX) return { isHeld: false, verdict: undefined, faults: ['文件过大，不是公示证明'] };
  const [{ checkProof }, proof] = await Promise.all([import('../proof/check-proof.ts'), file.text()]);
  // The origin names the log, and the keys pinned for it say whose it is.
  const origin = proof.split('\n\n')[1]?.split('\n')[0] ?? '';
  const node = SITE.keys.nodes.find(({ keys }) => keys.some((key) => key.startsWith(`${origin}+`)))?.node ?? '';
  if (node === '') return { isHeld: false, verdict: undefined, faults: ['不是公示证明，或不属于本站登记了公钥的日志'] };
  return checkProof({ proof, node });
}
