import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { Form } from 'antd';
import { Facts } from '../../admin/facts.tsx';
import { useAct } from '../../admin/use-act.ts';
import { Bones, Failed } from '../../parts/states.tsx';
import { useForm } from '../entry/form/form-model.ts';
import { OnlyAdministrators } from '../frame/only-administrators.tsx';
import { PageHead } from '../frame/page-head.tsx';
import { useItemTitle } from '../use-items.ts';
import { type Connector, changeConnector, getConnector } from './connector.ts';
import { ConnectorForm, type ConnectorValues } from './connector-form.tsx';

/** Changes how a connector's source is reached or read. */
export function ChangeConnectorPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  return (
    <OnlyAdministrators part="/desk/connectors" title="变更数据库对接">
      <Link to="/desk/connectors/$id" params={{ id }} className="back-link">
        ← 返回对接
      </Link>
      <PageHead title="变更对接">从下一次读取起生效。换用其他表、视图、时间戳列或键列的，请另行登记。</PageHead>
      <LoadedConnector key={id} id={id} />
    </OnlyAdministrators>
  );
}

function LoadedConnector({ id }: { id: string }) {
  // Read once: what is typed is not overwritten by what the connector does meanwhile.
  const { data, error, refetch } = useQuery({
    queryKey: ['connector-to-change', id],
    queryFn: () => getConnector(id),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  return data ? <ChangeConnector connector={data} /> : <Bones lines={9} height={30} />;
}

function ChangeConnector({ connector }: { connector: Connector }) {
  const { connectorId, departmentName, department, item, schema, relation, watermark, key } = connector;
  const navigate = useNavigate();
  const titleOf = useItemTitle();
  const [form] = Form.useForm<ConnectorValues>();
  const { data: model } = useForm(item);
  const save = useAct((values: ConnectorValues) => changeConnector(connectorId, changesOf(connector, values)), {
    onDone: () => void navigate({ to: '/desk/connectors/$id', params: { id: connectorId } }),
    isErrorShown: true,
  });
  return (
    <ConnectorForm
      form={form}
      model={model}
      initial={{ ...connector, password: '' }}
      settled={
        <section className="card panel">
          <h2>不可变更</h2>
          <Facts
            items={[
              ['提供部门', departmentName || department],
              ['信息类别', titleOf(item)],
              ['表或视图', `${schema}.${relation}`],
              ['时间戳列', watermark],
              ['键列', key],
            ]}
          />
        </section>
      }
      isNew={false}
      isBusy={save.isBusy}
      problem={save.problem}
      okText="保存"
      onSubmit={(values) => save.run(values)}
    />
  );
}

/** What is different of where it reads, and all of how it reads. The password stays as it is where none is filled in. */
function changesOf(connector: Connector, values: ConnectorValues): Parameters<typeof changeConnector>[1] {
  const { columns, overlap, periodSeconds, batchRows, password } = values;
  const address = ADDRESS.filter((name) => values[name] !== connector[name]).map((name) => [name, values[name]]);
  const changed = { columns, overlap, periodSeconds, batchRows, ...(password !== '' && { password }) };
  return { ...changed, ...Object.fromEntries(address) };
}

const ADDRESS = ['host', 'port', 'database', 'user'] as const;
