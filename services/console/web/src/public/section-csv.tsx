import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { type ShownFormat, shownValues } from '../../../src/domain/display/shown-format.ts';
import { type CsvColumn, saveCsv } from '../admin/csv.ts';
import { listAllRecords, type PublicRecord } from '../api/records.ts';
import { formatInstant } from '../parts/dates.ts';

/** Saves all records of a section as CSV, under the labels of their formats. */
export function SectionCsv({ code, item, title, formatOf }: Props) {
  const [count, setCount] = useState(0);
  const save = useMutation({
    mutationFn: () => listAllRecords({ code, item }, setCount),
    onSuccess: (records) => saveCsv(`${code}${title}`, columnsOf(records, formatOf), records),
  });
  return (
    <>
      {save.error && <span role="alert">{save.error.message}</span>}
      <button type="button" className="button small no-print" disabled={save.isPending} onClick={() => save.mutate()}>
        {save.isPending ? `正在导出…${count}` : '导出 CSV'}
      </button>
    </>
  );
}

interface Props {
  code: string;
  item: string;
  title: string;
  formatOf: (record: PublicRecord) => ShownFormat | undefined;
}

/** A column for each label that any of the records has, and for where it came from. */
function columnsOf(records: PublicRecord[], formatOf: Props['formatOf']): CsvColumn<PublicRecord>[] {
  const texts = new Map(
    records.map((record) => {
      const values = shownValues(formatOf(record), record.body);
      return [record, new Map(values.map(({ label, text }) => [label, text]))];
    }),
  );
  const labels = new Set([...texts.values()].flatMap((values) => [...values.keys()]));
  return [
    ...[...labels].map((label) => ({ title: label, value: (record: PublicRecord) => texts.get(record)?.get(label) })),
    { title: '提供部门', value: ({ provider }) => provider?.name },
    { title: '公示时间', value: ({ publishedAt }) => formatInstant(publishedAt) },
    { title: '节点', value: ({ node }) => node },
    { title: '叶序号', value: ({ leafIndex }) => leafIndex },
    { title: '版本', value: ({ version }) => version },
  ];
}
