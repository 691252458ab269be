import { Button } from 'antd';
import type { LoadedList } from './use-list.ts';

/** What stands below a list: more of it, and all of it as CSV. */
export function ListTools<Row>({ list, csvUrl, onCsv }: Props<Row>) {
  if (!list.rows?.length) return null;
  return (
    <div className="tools list-tools">
      {list.hasMore && (
        <Button loading={list.isLoadingMore} onClick={list.loadMore}>
          继续加载
        </Button>
      )}
      {csvUrl !== undefined && (
        <a className="button small" href={csvUrl} download>
          导出 CSV
        </a>
      )}
      {onCsv && <Button onClick={onCsv}>导出 CSV</Button>}
    </div>
  );
}

interface Props<Row> {
  list: LoadedList<Row>;
  /** Where the server gives the whole list. */
  csvUrl?: string;
  /** Saves what is shown, where the server gives none. */
  onCsv?: () => void;
}
