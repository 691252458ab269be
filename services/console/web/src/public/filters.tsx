import { KIND_NAMES } from '../../../src/domain/display/subject-kinds.ts';
import type { SearchState } from '../routes.tsx';
import { IS_CENTRE, SITE } from '../site.ts';

const STANDINGS = { active: '存续', revoked: '吊销', deregistered: '注销', other: '其他状态', none: '状态未载' };

/** What narrows a search. */
export function Filters({ search, onChange }: { search: SearchState; onChange: (part: SearchState) => void }) {
  const provinces = SITE.nodes.filter(({ code }) => code !== '100000').map(({ code, name }) => [code, name] as const);
  return (
    <div className="filters">
      {IS_CENTRE && (
        <Choice
          label="省份"
          all="全国"
          options={provinces}
          value={search.node}
          onChange={(node) => onChange({ node })}
        />
      )}
      <Choice
        label="类别"
        all="全部"
        options={Object.entries(KIND_NAMES)}
        value={search.kind}
        onChange={(kind) => onChange({ kind })}
      />
      <Choice
        label="登记状态"
        all="全部"
        options={Object.entries(STANDINGS)}
        value={search.status}
        onChange={(status) => onChange({ status })}
      />
    </div>
  );
}

interface ChoiceProps {
  label: string;
  /** What stands for no choice. */
  all: string;
  options: readonly (readonly [value: string, text: string])[];
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

function Choice({ label, all, options, value = '', onChange }: ChoiceProps) {
  return (
    <label>
      {label}
      <select value={value} onChange={(event) => onChange(event.target.value || undefined)}>
        <option value="">{all}</option>
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
