import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { SEEDED } from '@agentport/sandbox';
import { request } from 'undici';
import { ORG } from '../../packages/gateway/src/gateway.ts';
import { send, startTestGateway, type TestGateway } from '../support/gateway.ts';

const HELLO = {
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: { protocolVersion: '2025-03-26', capabilities: {}, clientInfo: { name: 'threats', version: '1' } },
};

describe('what is unknown, or hidden among others, is denied', () => {
  const cleanups: (() => void)[] = [];
  let gateway: TestGateway;
  let token: string;
  let headers: Record<string, string>;

  before(async () => {
    gateway = await startTestGateway({ after: (done) => void cleanups.push(done) });
    ({ token } = await gateway.agent());
    headers = { authorization: `Bearer ${token}`, accept: 'application/json, text/event-stream' };
  });
  after(async () => {
    for (const done of cleanups.reverse()) await done();
  });

  const sent = (method: string) => gateway.sandbox.stripe.recorder.count({ method });

  it('T81 a denied call hidden in a batch of allowed ones is denied, and only it', async () => {
    const hello = await send(gateway.url, 'POST', '/mcp', HELLO, headers);
    const session = { ...headers, 'mcp-session-id': String(hello.headers['mcp-session-id']) };
    const call = (id: number, operation: string, args: object) => ({
      jsonrpc: '2.0',
      id,
      method: 'tools/call',
      params: { name: `stripe__${operation}`, arguments: args },
    });
    const batch = [
      call(1, 'list_customers', { limit: 1 }),
      call(2, 'delete_customer', { customer: SEEDED.marta }),
      call(3, 'list_customers', { limit: 2 }),
    ];
    const answer = await send(gateway.url, 'POST', '/mcp', batch, session);
    const messages = [...answer.text.matchAll(/^data: (.+)$/gm)].flatMap(([, data]) =>
      JSON.parse(data ?? '[]'),
    );
    const byId = new Map(messages.map((message) => [message.id, message]));
    assert.equal(byId.get(2)?.result?.isError, true, answer.text);
    assert.equal(byId.get(2)?.result?.structuredContent?.error?.code, 'denied');
    for (const id of [1, 3]) assert.equal(byId.get(id)?.result?.isError ?? false, false, answer.text);
    assert.equal(sent('DELETE'), 0);
    const array = await gateway.call(token, 'stripe.delete_customer', [{ customer: SEEDED.marta }]);
    assert.equal(array.status, 422, array.text);
    assert.equal(sent('DELETE'), 0);
  });

  it('T82 an unknown operation, a prototype’s name or another method runs nothing', async () => {
    for (const name of ['no_such_thing', 'constructor', 'tostring', 'delete_customer_', 'list_customers2']) {
      const answer = await gateway.call(token, `stripe.${name}`, {});
      assert.equal(answer.status, 404, `${name}: ${answer.text}`);
      assert.equal(answer.body.error.code, 'unknown_operation');
    }
    for (const path of [
      '/stripe/List_Customers',
      '/stripe/list%5fcustomers%2f..',
      '/stripe/..%2fgithub/x',
      '/STRIPE/list_customers',
    ]) {
      const answer = await send(gateway.url, 'POST', path, {}, headers);
      assert.ok(answer.status === 404 || answer.status === 400, `${path}: ${answer.text}`);
    }
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND']) {
      const answer = await request(`${gateway.url}/stripe/list_customers`, {
        method: method as 'GET',
        headers,
      });
      await answer.body.dump();
      assert.ok(answer.statusCode === 404 || answer.statusCode === 405, `${method}: ${answer.statusCode}`);
    }
    for (const method of ['tools/run', 'stripe/list_customers', 'sampling/createMessage', 'resources/list']) {
      const hello = await send(gateway.url, 'POST', '/mcp', HELLO, headers);
      const session = { ...headers, 'mcp-session-id': String(hello.headers['mcp-session-id']) };
      const answer = await send(
        gateway.url,
        'POST',
        '/mcp',
        { jsonrpc: '2.0', id: 1, method, params: {} },
        session,
      );
      assert.match(answer.text, /-32601/, `${method}: ${answer.text}`);
    }
  });

  it('T82 T13 a call approved under one version of a connection is not sent under another', async () => {
    const args = { charge: SEEDED.charge, amount: 777, customer_id: SEEDED.marta };
    const asked = await gateway.call(token, 'stripe.create_refund', args);
    assert.equal(asked.status, 202, asked.text);
    await gateway.running.gateway.connections.disable(ORG, 'stripe', 'system:test');
    await gateway.operator.approve(asked.body.approval.id);
    const before = sent('POST');
    const answer = await gateway.call(token, 'stripe.create_refund', args, { prefer: 'wait=5' });
    assert.equal(answer.status, 409, answer.text);
    assert.equal(sent('POST'), before);
    await gateway.running.gateway.connections.enable(ORG, 'stripe', null, 'system:test');
  });
});
