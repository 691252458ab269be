import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button } from 'antd';
import { type ChangeEvent, useId } from 'react';
import { formatChangeInWords } from '../../../../src/domain/display/format-words.ts';
import { ApiError } from '../../api/problem.ts';
import { Bones } from '../../parts/states.tsx';
import { CATALOGUE_KEY, type Draft, getFormat, putFormat, removeFormat } from './catalogue.ts';

/** As long as a format document may be. */
const FILE_BYTES_MAX = 262_144;

/** The format documents that a draft brings along: handed in as files, each told apart from the one before it in words. */
export function DraftFormats({ draft, mayChange }: { draft: Draft; mayChange: boolean }) {
  const id = useId();
  const { message } = App.useApp();
  const client = useQueryClient();
  const renew = () => client.invalidateQueries({ queryKey: CATALOGUE_KEY });
  const add = useMutation({
    mutationFn: async (file: File) => {
      const document = await readDocument(file);
      return putFormat(draft, document.id, document.content);
    },
    onSuccess: () => {
      message.success('格式规范已加入草案');
      return renew();
    },
  });
  const drop = useMutation({ mutationFn: (format: string) => removeFormat(draft, format), onSuccess: renew });
  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    const [file] = event.target.files ?? [];
    if (file) add.mutate(file);
    event.target.value = '';
  };
  const failure = add.error ?? drop.error;
  return (
    <section className="card panel">
      <h2>随附的格式规范</h2>
      {draft.formats.length === 0 && (
        <p className="quiet">没有随附。新项目或字段有变的项目，须先上传其格式规范文件（JSON）。</p>
      )}
      {draft.formats.map((format) => (
        <FormatChange key={format.id} format={format} onRemove={mayChange ? () => drop.mutate(format.id) : undefined} />
      ))}
      {mayChange && (
        <p style={{ marginTop: 12 }}>
          <label className="button small" htmlFor={id}>
            上传格式规范文件
          </label>
          <input id={id} type="file" className="unseen" accept=".json,application/json" onChange={choose} />
        </p>
      )}
      {failure && (
        <Alert
          type="error"
          showIcon
          title={failure.message}
          description={faultList(failure)}
          style={{ marginTop: 12 }}
        />
      )}
    </section>
  );
}

function FormatChange({ format: { id, document }, onRemove }: ChangeProps) {
  const [item, version] = id.split('@');
  const previous = Number(version) - 1;
  const before = useQuery({
    queryKey: [...CATALOGUE_KEY, 'format', `${item}@${previous}`],
    queryFn: () => getFormat(`${item}@${previous}`),
    enabled: previous > 0,
    retry: false,
  });
  return (
    <div className="format-change">
      <h3>
        {document.title} <span className="mono quiet">{id}</span>
        {onRemove && (
          <Button size="small" aria-label={`去掉 ${id}`} onClick={onRemove}>
            去掉
          </Button>
        )}
      </h3>
      {previous > 0 && before.isPending ? (
        <Bones lines={2} />
      ) : (
        <ul className="faults">
          {formatChangeInWords(before.data, document).map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

interface ChangeProps {
  format: Draft['formats'][number];
  onRemove: (() => void) | undefined;
}

function faultList(error: Error) {
  if (!(error instanceof ApiError) || error.faults.length === 0) return undefined;
  return (
    <ul className="faults">
      {error.faults.map(({ at, message }) => (
        <li key={`${at} ${message}`}>
          {at && <span className="mono">{at} </span>}
          {message}
        </li>
      ))}
    </ul>
  );
}

/** A format document and the id that it gives itself. Throws what is wrong with the file, in words. */
async function readDocument(file: File): Promise<{ id: string; content: object }> {
  if (file.size > FILE_BYTES_MAX) throw new Error(`文件超过 ${FILE_BYTES_MAX / 1_024} KB，不是格式规范`);
  const content = parse(await file.text());
  const { 'x-item': item, 'x-version': version } = Object(content) as Record<string, unknown>;
  const id = `${String(item)}@${String(version)}`;
  if (/^[A-Z]{3}@[1-9]\d{0,3}$/.test(id) && typeof content === 'object' && content !== null) return { id, content };
  throw new Error('文件缺少 x-item（三个大写字母）或 x-version（从 1 起的版次），不是格式规范');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('文件不是 JSON，请检查后重新上传');
  }
}
