import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findNode, isProvinceNode, isProvinceOfNode, NODES, nodeOfAuthorityName, nodeOfProvinceName } from './node.ts';

test('there are a centre, 31 provinces and the Corps', () => {
  assert.equal(NODES.length, 33);
  assert.equal(NODES.filter((node) => isProvinceNode(node.code)).length, 32);
  assert.equal(isProvinceNode('100000'), false);
  assert.equal(isProvinceNode('710000'), false);
  assert.equal(findNode('330000')?.host, 'zj.gsxt.gov.cn');
  assert.equal(findNode('660000')?.fullName, '新疆生产建设兵团');
  assert.equal(findNode('330100'), undefined);
});

test('a province is found by its short and its full name only', () => {
  assert.equal(nodeOfProvinceName('浙江')?.code, '330000');
  assert.equal(nodeOfProvinceName('浙江省')?.code, '330000');
  assert.equal(nodeOfProvinceName('内蒙古自治区')?.code, '150000');
  assert.equal(nodeOfProvinceName('兵团')?.code, '660000');
  assert.equal(nodeOfProvinceName('电烤箱'), undefined);
  assert.equal(nodeOfProvinceName('总局'), undefined);
});

test('a registration authority tells its province only by a full name', () => {
  assert.equal(nodeOfAuthorityName('广东省市场监督管理局')?.code, '440000');
  assert.equal(nodeOfAuthorityName('国家市场监督管理总局')?.code, '100000');
  assert.equal(nodeOfAuthorityName('新疆生产建设兵团第一师市场监督管理局')?.code, '660000');
  assert.equal(nodeOfAuthorityName('海南藏族自治州市场监督管理局'), undefined);
  assert.equal(nodeOfAuthorityName('杭州市市场监督管理局'), undefined);
});

test('subjects of the Corps lie in 新疆, those of 新疆 are not of the Corps', () => {
  assert.equal(isProvinceOfNode(findNode('650000')!, '660000'), true);
  assert.equal(isProvinceOfNode(findNode('660000')!, '650000'), false);
});
