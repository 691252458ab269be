import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Alert } from 'antd';
import { AdminFrame, type Person } from '../../admin/admin-frame.tsx';
import { Tag } from '../../admin/tag.tsx';
import { formatDay } from '../../parts/dates.ts';
import { NotFound } from '../../parts/plain-pages.tsx';
import { Bones, Failed } from '../../parts/states.tsx';
import { BoardNav } from '../board-nav.tsx';
import { CATALOGUE_KEY, type Draft, getDraft } from './catalogue.ts';
import { DraftActs } from './draft-acts.tsx';
import { DraftDifferences } from './draft-differences.tsx';
import { DraftEditor } from './draft-editor.tsx';
import { DraftFormats } from './draft-formats.tsx';
import { DraftHistory } from './draft-history.tsx';
import { DRAFT_STATES } from './draft-table.tsx';
import { EntryTable } from './entry-table.tsx';

/** One draft of the catalogue: changed by its drafters, checked and published by somebody else. */
export function DraftPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  if (!/^\d{1,9}$/.test(id)) return <NotFound />;
  return (
    <AdminFrame title="目录草案" roles={['central-admin', 'auditor']}>
      {(person) => <DraftView key={id} id={Number(id)} person={person} />}
    </AdminFrame>
  );
}

function DraftView({ id, person }: { id: number; person: Person }) {
  const { data, error, refetch } = useQuery({ queryKey: [...CATALOGUE_KEY, 'draft', id], queryFn: () => getDraft(id) });
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Bones lines={10} />;
  const { state, revision, note, effectiveFrom, version } = data;
  const mayChange = state === 'open' && person.roles.includes('central-admin');
  return (
    <>
      <BoardNav person={person} />
      <p className="back">
        <Link to="/board/catalogue">← 资源目录</Link>
      </p>
      <div className="page-title">
        <div>
          <h1>
            目录草案 {id} <Tag tone={DRAFT_STATES[state].tone}>{DRAFT_STATES[state].label}</Tag>
          </h1>
          <p>
            第 {revision} 稿，拟自 {formatDay(effectiveFrom)}起生效
          </p>
        </div>
        {mayChange && <DraftActs draft={data} person={person} />}
      </div>
      {version !== null && (
        <Alert
          type="success"
          showIcon
          title={`已公布为资源目录第 ${version} 版，自 ${formatDay(effectiveFrom)}起在各节点生效`}
          style={{ marginBottom: 16 }}
        />
      )}
      {state !== 'published' && <DraftDifferences draft={data} />}
      {mayChange ? <DraftEditor key={contentOf(data)} draft={data} /> : <WhatItSays draft={data} note={note} />}
      <DraftFormats draft={data} mayChange={mayChange} />
      <DraftHistory draft={data} />
    </>
  );
}

/** What the editor works on. A format that is added changes the draft but not this, and takes nothing from what is being typed. */
function contentOf({ note, effectiveFrom, entries }: Draft): string {
  return JSON.stringify([note, effectiveFrom, entries]);
}

function WhatItSays({ draft, note }: { draft: Draft; note: string }) {
  return (
    <section className="card panel">
      <h2>条目</h2>
      <p className="name" style={{ marginBottom: 12 }}>
        {note}
      </p>
      <EntryTable entries={draft.entries} />
    </section>
  );
}
