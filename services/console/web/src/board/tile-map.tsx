import { Link } from '@tanstack/react-router';
import { chineseOf } from '../api/problem.ts';
import { SITE } from '../site.ts';
import { type NodeStatus, STATES } from './node-status.ts';

/** Where each province stands in a grid of tiles that is shaped like the country: column and row, from 1. */
const PLACES: Record<string, readonly [column: number, row: number]> = {
  '230000': [9, 1],
  '220000': [9, 2],
  '150000': [6, 2],
  '210000': [8, 2],
  '650000': [1, 2],
  '660000': [2, 2],
  '110000': [7, 2],
  '620000': [3, 3],
  '640000': [4, 3],
  '140000': [6, 3],
  '130000': [7, 3],
  '120000': [8, 3],
  '630000': [2, 3],
  '610000': [5, 3],
  '540000': [1, 4],
  '510000': [3, 4],
  '500000': [4, 4],
  '420000': [5, 4],
  '410000': [6, 4],
  '340000': [7, 4],
  '370000': [8, 4],
  '320000': [9, 4],
  '530000': [2, 5],
  '520000': [4, 5],
  '430000': [5, 5],
  '360000': [6, 5],
  '330000': [8, 5],
  '310000': [9, 5],
  '450000': [4, 6],
  '440000': [5, 6],
  '350000': [7, 5],
  '460000': [4, 7],
};

/** The 32 nodes as tiles, coloured by state; one that is not enrolled is grey. */
export function TileMap({ nodes }: { nodes: NodeStatus[] }) {
  const byCode = new Map(nodes.map((status) => [status.node, status]));
  return (
    <>
      <div className="tiles">
        {SITE.nodes
          .filter(({ code }) => PLACES[code])
          .map(({ code, name }) => (
            <Tile key={code} code={code} name={name} status={byCode.get(code)} />
          ))}
      </div>
      <p className="legend">
        {Object.values(STATES).map(({ label, color }) => (
          <span key={label} style={{ ['--c' as string]: color }}>
            {label}
          </span>
        ))}
        <span style={{ ['--c' as string]: '#dcd9d2' }}>未登记入网</span>
      </p>
    </>
  );
}

function Tile({ code, name, status }: { code: string; name: string; status: NodeStatus | undefined }) {
  const [column, row] = PLACES[code] ?? [1, 1];
  const style = { gridColumn: column, gridRow: row };
  if (!status) {
    return (
      <div className="tile absent" style={style}>
        {name}
        <small>未入网</small>
      </div>
    );
  }
  const { label } = STATES[status.state];
  return (
    <Link
      className={`tile ${status.state}`}
      style={style}
      to="/board/$node"
      params={{ node: code }}
      title={chineseOf(status.reason)}
    >
      {name}
      <small>
        {label}
        {status.lagLeaves > 0 && ` · 差 ${status.lagLeaves.toLocaleString('zh-CN')}`}
      </small>
    </Link>
  );
}
