import { Button } from 'antd';
import { Control, type ControlProps } from './control.tsx';

/** A list of rows with fields of their own (变更情况, 抽查事项). */
export function RowsControl({ field, id, value, isDisabled, onChange }: Props) {
  const rows = Array.isArray(value) ? (value as Row[]) : [];
  const isFull = rows.length >= (field.rowsMax ?? ROWS_MAX);
  const replace = (place: number, row: Row) => onChange(rows.map((each, at) => (at === place ? row : each)));
  return (
    <div className="entry-rows" id={id}>
      {rows.map((row, place) => (
        <fieldset key={`${place}`}>
          <legend>第 {place + 1} 行</legend>
          <div className="entry-grid">
            {field.columns?.map((column) => {
              const columnId = `${id}-${place}-${column.name}`;
              return (
                <div key={column.name} className="entry-field">
                  <label htmlFor={columnId}>
                    {column.label}
                    {column.needed && <Needed />}
                  </label>
                  <Control
                    field={column}
                    id={columnId}
                    value={row[column.name]}
                    describedBy={undefined}
                    isWrong={false}
                    isDisabled={isDisabled}
                    onChange={(next) => replace(place, { ...row, [column.name]: next })}
                  />
                </div>
              );
            })}
          </div>
          <Button
            size="small"
            danger
            disabled={isDisabled}
            aria-label={`删除第 ${place + 1} 行`}
            onClick={() => onChange(rows.filter((_, at) => at !== place))}
          >
            删除
          </Button>
        </fieldset>
      ))}
      <Button disabled={isDisabled || isFull} onClick={() => onChange([...rows, {}])}>
        增加一行
      </Button>
    </div>
  );
}

/** Marks a field that has to be filled in. */
export function Needed() {
  return (
    <span className="needed" title="必填">
      *<span className="unseen">必填</span>
    </span>
  );
}

type Row = Readonly<Record<string, unknown>>;
type Props = Pick<ControlProps, 'field' | 'id' | 'value' | 'isDisabled' | 'onChange'>;

/** Where the format says no number; as the domain has it. */
const ROWS_MAX = 200;
