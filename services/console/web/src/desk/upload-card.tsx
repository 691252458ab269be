import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Alert, Button, Progress, Select } from 'antd';
import { type ChangeEvent, type DragEvent, useId, useRef, useState } from 'react';
import { useFormats } from '../api/formats.ts';
import { uploadFile } from './submission.ts';

interface Chosen {
  file: File;
  /** Of this choice: whatever is clicked twice is one batch. */
  key: string;
}

/** Hands in a file: choose what it holds, choose the file, watch it go. */
export function UploadCard() {
  const [chosen, setChosen] = useState<Chosen | undefined>();
  const [item, setItem] = useState('REG');
  const [share, setShare] = useState(0);
  const [isOver, setOver] = useState(false);
  const labelId = useId();
  const formats = useFormats();
  const navigate = useNavigate();
  // At once, where the button is drawn anew a moment later: of a double click the second would cut off the first.
  const isSending = useRef(false);
  const upload = useMutation({
    mutationFn: ({ file, key }: Chosen) => uploadFile({ file, item, key, onProgress: setShare }),
    onSettled: () => {
      isSending.current = false;
    },
    onSuccess: ({ submissionId }) => navigate({ to: '/desk/submissions/$id', params: { id: submissionId } }),
  });
  const send = () => {
    if (!chosen || isSending.current) return;
    isSending.current = true;
    upload.mutate(chosen);
  };
  const choose = (file: File | undefined) => {
    if (!file) return;
    setChosen({ file, key: newKey() });
    setShare(0);
    upload.reset();
  };

  return (
    <section className="card panel" aria-label="报送文件">
      <h2>报送文件</h2>
      <div className="tools" style={{ alignItems: 'center', marginBottom: 12 }}>
        <span id={labelId}>信息类别</span>
        <Select
          aria-labelledby={labelId}
          style={{ minWidth: 220 }}
          value={item}
          onChange={(value) => {
            setItem(value);
            // Another item is another batch, whatever became of the first.
            if (chosen) setChosen({ ...chosen, key: newKey() });
          }}
          disabled={upload.isPending}
          options={[...formats.values()].map((format) => ({ value: format.item, label: format.title }))}
        />
      </div>
      <label
        className={`drop${isOver ? ' over' : ''}`}
        onDragOver={(event: DragEvent) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event: DragEvent) => {
          event.preventDefault();
          setOver(false);
          choose(event.dataTransfer.files[0]);
        }}
      >
        <b>{chosen ? <span className="name">{chosen.file.name}</span> : '选择文件，或拖放到这里'}</b>
        {chosen
          ? `${(chosen.file.size / 1024).toLocaleString('zh-CN', { maximumFractionDigits: 0 })} KB`
          : 'CSV，可用 gzip 压缩；UTF-8 或 GB18030'}
        <input
          type="file"
          className="unseen"
          disabled={upload.isPending}
          onChange={(event: ChangeEvent<HTMLInputElement>) => {
            choose(event.target.files?.[0]);
            event.target.value = '';
          }}
        />
      </label>
      {upload.isPending && (
        <Progress percent={Math.floor(share * 100)} aria-label="上传进度" style={{ marginTop: 12 }} />
      )}
      {upload.error && <Alert type="error" showIcon title={upload.error.message} style={{ marginTop: 12 }} />}
      <div className="tools" style={{ marginTop: 14 }}>
        <Button type="primary" disabled={!chosen} loading={upload.isPending} onClick={send}>
          {upload.isError ? '重新报送' : '报送'}
        </Button>
        <span className="quiet">收到回执即已持久保存；坏行不影响好行，逐行报告。</span>
      </div>
    </section>
  );
}

// `crypto.randomUUID` is there over TLS and on this machine only.
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
