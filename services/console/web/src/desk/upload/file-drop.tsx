import { type ChangeEvent, type DragEvent, useState } from 'react';

/** Where a file is chosen, or dropped. */
export function FileDrop({ file, isDisabled, onChoose }: Props) {
  const [isOver, setOver] = useState(false);
  const choose = (chosen: File | undefined) => {
    if (chosen && !isDisabled) onChoose(chosen);
  };
  return (
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
      <b>{file ? <span className="name">{file.name}</span> : '选择文件，或拖放到这里'}</b>
      {file ? sizeOf(file) : 'Excel（XLSX）、CSV（UTF-8 或 GB18030）或 JSON Lines，可用 gzip 压缩'}
      <input
        type="file"
        className="unseen"
        disabled={isDisabled}
        onChange={(event: ChangeEvent<HTMLInputElement>) => {
          choose(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
    </label>
  );
}

interface Props {
  file: File | undefined;
  isDisabled: boolean;
  onChoose: (file: File) => void;
}

function sizeOf({ size }: File): string {
  return `${Math.ceil(size / 1024).toLocaleString('zh-CN')} KB`;
}
