import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { Person } from '../../admin/admin-frame.tsx';
import { Bones, Failed } from '../../parts/states.tsx';
import '../../styles/entry.css';
import { DeskFrame } from '../frame/desk-frame.tsx';
import { readDraft } from './draft.ts';
import { DraftEditor } from './draft-editor.tsx';
import { useForm } from './form/form-model.ts';

/** One draft of online entry: the form in which it is typed, or what became of it. */
export function DraftPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  return (
    <DeskFrame part="/desk/drafts" title="在线录入">
      {(person) => (
        <>
          <Link to="/desk/drafts" className="back-link">
            ← 在线录入
          </Link>
          <LoadedDraft key={id} id={id} person={person} />
        </>
      )}
    </DeskFrame>
  );
}

function LoadedDraft({ id, person }: { id: string; person: Person }) {
  // Read once: from then on the form itself knows what stands in it and what the server has.
  const begun = useQuery({
    queryKey: ['draft', id],
    queryFn: () => readDraft(id),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const form = useForm(begun.data?.data.item);
  const failed = begun.data ? form : begun;
  if (failed.error && !(begun.data && form.data)) {
    return <Failed error={failed.error} retry={() => void failed.refetch()} />;
  }
  if (!begun.data || !form.data) return <Bones lines={9} height={30} />;
  return <DraftEditor begun={begun.data} form={form.data} account={person.account} />;
}
