import { Table } from 'antd';
import { type ReactNode, useEffect, useRef } from 'react';
import { Bones, Failed } from '../../parts/states.tsx';
import type { LoadedList } from './use-list.ts';
import { useNarrow } from './use-narrow.ts';
import '../../styles/list.css';

/** One column; the first one names the row. */
export interface ListColumn<Row> {
  title: string;
  show: (row: Row) => ReactNode;
  isNumber?: true;
  width?: number;
}

/** A list as a table, or on a phone as a card for each row; with what stands there while it loads, fails, or has nothing. */
export function ListTable<Row>({ list, label, columns, keyOf, empty, widthMin = 860 }: Props<Row>) {
  const isNarrow = useNarrow();
  const around = useRef<HTMLDivElement>(null);
  // What can be pushed from side to side can be pushed by keys as well.
  useEffect(() => {
    around.current?.querySelector('.ant-table-content')?.setAttribute('tabindex', '0');
  });
  if (list.error) return <Failed error={list.error} retry={list.retry} />;
  if (!list.rows) return <Bones lines={5} height={26} />;
  if (list.rows.length === 0) return <div className="list-empty">{empty}</div>;
  if (isNarrow) return <Cards label={label} rows={list.rows} columns={columns} keyOf={keyOf} />;
  return (
    <div ref={around}>
      <Table
        aria-label={label}
        size="middle"
        rowKey={(row) => keyOf(row)}
        dataSource={list.rows}
        pagination={false}
        scroll={{ x: widthMin }}
        columns={columns.map(({ title, show, isNumber, width }) => ({
          title,
          key: title,
          render: (_: unknown, row: Row) => show(row),
          ...(isNumber && { align: 'right' as const }),
          ...(width !== undefined && { width }),
        }))}
      />
    </div>
  );
}

interface Props<Row> {
  list: LoadedList<Row>;
  /** What it is a list of. */
  label: string;
  columns: readonly ListColumn<Row>[];
  keyOf: (row: Row) => string | number;
  /** Stands where there is nothing. */
  empty: ReactNode;
  /** Below it the table is pushed from side to side. */
  widthMin?: number;
}

function Cards<Row>({ label, rows, columns, keyOf }: CardsProps<Row>) {
  const [head, ...others] = columns;
  const rest = others.filter(({ isNumber }) => !isNumber);
  const numbers = others.filter(({ isNumber }) => isNumber);
  return (
    <ul className="list-cards" aria-label={label}>
      {rows.map((row) => (
        <li key={keyOf(row)}>
          <div className="head">{head?.show(row)}</div>
          <dl>
            {rest.map(({ title, show }) => (
              <div key={title}>
                <dt>{title}</dt>
                <dd>{show(row)}</dd>
              </div>
            ))}
          </dl>
          {numbers.length > 0 && (
            <dl className="numbers">
              {numbers.map(({ title, show }) => (
                <div key={title}>
                  <dt>{title}</dt>
                  <dd>{show(row)}</dd>
                </div>
              ))}
            </dl>
          )}
        </li>
      ))}
    </ul>
  );
}

type CardsProps<Row> = Pick<Props<Row>, 'label' | 'columns' | 'keyOf'> & { rows: Row[] };
