import type { ReactNode } from 'react';

/** Title of a page of the desk, what it is about, and what can be done. */
export function PageHead({ title, children, acts }: { title: ReactNode; children?: ReactNode; acts?: ReactNode }) {
  return (
    <div className="page-title">
      <div>
        <h1>{title}</h1>
        {children && <p>{children}</p>}
      </div>
      {acts && <div className="tools">{acts}</div>}
    </div>
  );
}
