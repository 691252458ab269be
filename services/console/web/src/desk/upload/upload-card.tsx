import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Alert, Button, Progress, Select } from 'antd';
import { useId, useRef, useState } from 'react';
import '../../styles/verify.css';
import { useItems } from '../use-items.ts';
import { FileDrop } from './file-drop.tsx';
import { TemplateLinks } from './template-links.tsx';
import { newKey, uploadFile } from './upload-file.ts';

/** A file, and under which key it is sent: whatever is clicked twice is one batch. */
interface Chosen {
  file: File;
  key: string;
  /** Another key, since a rehearsal is another batch than what is handed in after it. */
  rehearsalKey: string;
}

const chosenOf = (file: File): Chosen => ({ file, key: newKey(), rehearsalKey: newKey() });

/** Hands in a file: choose what it holds, choose the file, rehearse or send it, watch it go. */
export function UploadCard() {
  const [chosen, setChosen] = useState<Chosen | undefined>();
  const [item, setItem] = useState('REG');
  const [share, setShare] = useState(0);
  const labelId = useId();
  const items = useItems();
  const navigate = useNavigate();
  // At once, where the button is drawn anew a moment later: of a double click the second would cut off the first.
  const isSending = useRef(false);
  const upload = useMutation({
    mutationFn: ({ dryRun, file, key, rehearsalKey }: Chosen & { dryRun: boolean }) =>
      uploadFile({ file, item, dryRun, key: dryRun ? rehearsalKey : key, onProgress: setShare }),
    onSettled: () => {
      isSending.current = false;
    },
    onSuccess: ({ submissionId }) => navigate({ to: '/desk/submissions/$id', params: { id: submissionId } }),
  });
  const send = (dryRun: boolean) => {
    if (!chosen || isSending.current) return;
    isSending.current = true;
    upload.mutate({ ...chosen, dryRun });
  };

  return (
    <section className="card panel" aria-label="报送文件">
      <h2>报送文件</h2>
      <div className="filters-row">
        <span id={labelId}>信息类别</span>
        <Select
          aria-labelledby={labelId}
          className="item-select"
          showSearch={{ optionFilterProp: 'label' }}
          value={item}
          onChange={(value: string) => {
            setItem(value);
            // Another item is another batch, whatever became of the first.
            if (chosen) setChosen(chosenOf(chosen.file));
          }}
          disabled={upload.isPending}
          options={items.map(({ item: code, title }) => ({ value: code, label: title }))}
        />
        <TemplateLinks item={item} />
      </div>
      <FileDrop
        file={chosen?.file}
        isDisabled={upload.isPending}
        onChoose={(file) => {
          setChosen(chosenOf(file));
          setShare(0);
          upload.reset();
        }}
      />
      {upload.isPending && (
        <Progress percent={Math.floor(share * 100)} aria-label="上传进度" style={{ marginTop: 12 }} />
      )}
      {upload.error && <Alert type="error" showIcon title={upload.error.message} style={{ marginTop: 12 }} />}
      <div className="tools" style={{ marginTop: 14, alignItems: 'center' }}>
        <Button type="primary" disabled={!chosen} loading={upload.isPending} onClick={() => send(false)}>
          {upload.isError ? '重新报送' : '报送'}
        </Button>
        <Button disabled={!chosen || upload.isPending} onClick={() => send(true)}>
          试运行
        </Button>
        <span className="quiet">收到回执即已持久保存；坏行不影响好行，逐行报告。试运行只校验，不改变任何记录。</span>
      </div>
    </section>
  );
}
