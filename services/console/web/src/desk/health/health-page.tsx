import { DeskFrame } from '../frame/desk-frame.tsx';
import { PageHead } from '../frame/page-head.tsx';
import { NodeHealth } from './node-health.tsx';

/** How the node runs. */
export function HealthPage() {
  return (
    <DeskFrame part="/desk/health" title="节点运行">
      {() => (
        <>
          <PageHead title="节点运行">归集、公示、总局核验与运行保障的现状，每 3 秒更新。</PageHead>
          <NodeHealth />
        </>
      )}
    </DeskFrame>
  );
}
