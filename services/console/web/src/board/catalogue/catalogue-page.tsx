import { useQuery } from '@tanstack/react-query';
import { Button, Tabs } from 'antd';
import { AdminFrame, type Person } from '../../admin/admin-frame.tsx';
import { saveCsv } from '../../admin/csv.ts';
import { formatDay } from '../../parts/dates.ts';
import { Bones, Failed } from '../../parts/states.tsx';
import { BoardNav } from '../board-nav.tsx';
import { BeginDraft } from './begin-draft.tsx';
import { CATALOGUE_KEY, type Catalogue, getCatalogue } from './catalogue.ts';
import { DraftTable } from './draft-table.tsx';
import { ENTRY_CSV, EntryTable } from './entry-table.tsx';
import { VersionTable } from './version-table.tsx';

/** 《资源目录》: what is in force, what is to come, and the drafts of the next version. */
export function CataloguePage() {
  return (
    <AdminFrame title="资源目录" roles={['central-admin', 'auditor']}>
      {(person) => <CatalogueView person={person} />}
    </AdminFrame>
  );
}

function CatalogueView({ person }: { person: Person }) {
  const { data, error, refetch } = useQuery({ queryKey: [...CATALOGUE_KEY, 'published'], queryFn: getCatalogue });
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Bones lines={10} />;
  const { inForce, versions } = data;
  return (
    <>
      <BoardNav person={person} />
      <div className="page-title">
        <div>
          <h1>资源目录</h1>
          <p>各类信息由谁提供、以何种方式、在何期限内提供和公示。公布后由总局签名，发往各节点。</p>
        </div>
        <div className="tools">
          <Button onClick={() => saveCsv(`资源目录第${inForce.version}版`, ENTRY_CSV, inForce.entries)}>
            导出 CSV
          </Button>
          {person.roles.includes('central-admin') && <BeginDraft />}
        </div>
      </div>
      <Standing catalogue={data} />
      <section className="card panel">
        <Tabs
          items={[
            {
              key: 'in-force',
              label: `现行目录（${inForce.entries.length} 项）`,
              children: <EntryTable entries={inForce.entries} />,
            },
            { key: 'drafts', label: '草案', children: <DraftTable /> },
            {
              key: 'versions',
              label: `历次版本（${versions.length}）`,
              children: <VersionTable versions={versions} />,
            },
          ]}
        />
      </section>
    </>
  );
}

/** Which version holds, and which is to come. */
function Standing({ catalogue: { inForce, next, versions } }: { catalogue: Catalogue }) {
  return (
    <div className="figures-row card">
      <div>
        <div className="label">现行版本</div>
        <div className="value">第 {inForce.version} 版</div>
        <div className="note">{formatDay(inForce.effectiveFrom)}起生效</div>
      </div>
      <div>
        <div className="label">待生效版本</div>
        <div className="value">{next ? `第 ${next.version} 版` : '无'}</div>
        <div className="note">{next ? `${formatDay(next.effectiveFrom)}零时起生效` : '没有已公布而未生效的版本'}</div>
      </div>
      <div>
        <div className="label">公布过的版本</div>
        <div className="value">{versions.length}</div>
        <div className="note">第 1 版为系统内置</div>
      </div>
    </div>
  );
}
