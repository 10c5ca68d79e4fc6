/** The floor: an Express that parses bodies as JSON and answers 202, and nothing else. Prints its URL. */
import type { AddressInfo } from 'node:net';
import express from 'express';

const app = express().disable('x-powered-by').disable('etag');
app.post('/', express.json({ limit: '64mb' }), (request, response) => {
  const { alerts } = request.body as { alerts: unknown[] };
  response.status(202).json({ received: alerts.length });
});
const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
