import { Link, useNavigate } from '@tanstack/react-router';
import { Form } from 'antd';
import { useEffect, useState } from 'react';
import { useAct } from '../../admin/use-act.ts';
import { useForm } from '../entry/form/form-model.ts';
import { OnlyAdministrators } from '../frame/only-administrators.tsx';
import { PageHead } from '../frame/page-head.tsx';
import { registerConnector } from './connector.ts';
import { ConnectorForm, type ConnectorValues, PACE } from './connector-form.tsx';
import { neededFields } from './field-labels.ts';
import { SourceFields } from './source-fields.tsx';

/** Registers a department's table or view, from which is read at once and then again and again. */
export function NewConnectorPage() {
  return (
    <OnlyAdministrators part="/desk/connectors" title="登记数据库对接">
      <Link to="/desk/connectors" className="back-link">
        ← 数据库对接
      </Link>
      <PageHead title="登记对接">
        登记后立即开始读取，其后按间隔读取变更。表、视图、时间戳列和键列登记后不可变更。
      </PageHead>
      <NewConnector />
    </OnlyAdministrators>
  );
}

function NewConnector() {
  const navigate = useNavigate();
  const [form] = Form.useForm<ConnectorValues>();
  const [department, setDepartment] = useState<string | undefined>();
  const [item, setItem] = useState<string | undefined>();
  const { data: model } = useForm(item);
  const register = useAct(registerConnector, {
    onDone: ({ connectorId }) => void navigate({ to: '/desk/connectors/$id', params: { id: connectorId } }),
    isErrorShown: true,
  });
  // What the item needs stands there from the start.
  useEffect(() => {
    if (model)
      form.setFieldValue(
        'columns',
        neededFields(model).map((field) => ({ field, column: '' })),
      );
  }, [model, form]);
  return (
    <ConnectorForm
      form={form}
      model={model}
      initial={{ ...PACE, schema: 'public' }}
      settled={
        <SourceFields
          department={department}
          onDepartment={(uscc) => {
            setDepartment(uscc);
            setItem(undefined);
            form.resetFields(['item']);
          }}
          onItem={setItem}
        />
      }
      isNew
      isBusy={register.isBusy}
      problem={register.problem}
      okText="登记"
      onSubmit={(values) => register.run(values)}
    />
  );
}
