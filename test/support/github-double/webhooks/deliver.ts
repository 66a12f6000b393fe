import { createHmac, randomUUID } from 'node:crypto';
import { isObject, type JsonObject, type JsonValue } from '../openapi/json-schema.js';
import { webhookViolations } from '../openapi/validate.js';
import { newId, type Delivery, type World } from '../state.js';
import type { WebhookResult, WebhookTarget } from '../types.js';

/** Signs a payload as GitHub does and delivers it. Payloads that GitHub would not send are reported. */
export async function deliver(world: World, event: string, payload: object, target: WebhookTarget): Promise<WebhookResult> {
  const json = JSON.parse(JSON.stringify(payload)) as JsonObject;
  const action = typeof json['action'] === 'string' ? json['action'] : null;
  const name = (action === null ? event : `${event}-${action}`).replace(/_/g, '-');
  webhookViolations(name, json).forEach((violation) => world.report(violation));
  return send(world, { event, action, payload: json, url: target.url, guid: target.deliveryId ?? randomUUID(), secret: target.secret ?? world.app.webhookSecret });
}

/** What GitHub notes as the status of a delivery for which there was no connection. */
export const NO_CONNECTION = 502;

/** Sends a recorded delivery again under its id, to where the App is now. */
export async function redeliver(world: World, delivery: Delivery): Promise<void> {
  const again = { ...delivery, url: world.hookUrl ?? delivery.url, payload: delivery.payload as JsonObject, secret: world.app.webhookSecret };
  await send(world, again).catch(() => undefined);
}

interface Outgoing {
  readonly event: string;
  readonly action: string | null;
  readonly payload: JsonObject;
  readonly url: string;
  readonly guid: string;
  readonly secret: string;
}

async function send(world: World, { event, action, payload, url, guid, secret }: Outgoing): Promise<WebhookResult> {
  const body = JSON.stringify(payload);
  const started = performance.now();
  const deliveredAt = new Date(world.now()).toISOString();
  const note = (status: number): number => {
    const milliseconds = performance.now() - started;
    world.deliveries.push({
      id: newId(world), guid, event, action, payload, url, deliveredAt, seconds: Math.round(milliseconds) / 1000,
      status, redelivery: world.deliveries.some((other) => other.guid === guid),
      installationId: idOf(payload['installation']), repositoryId: idOf(payload['repository']),
    });
    return milliseconds;
  };
  try {
    const response = await fetch(url, { method: 'POST', body, headers: headers(world, event, guid, body, secret) });
    const text = await response.text();
    return { status: response.status, body: text, milliseconds: note(response.status), deliveryId: guid };
  } catch (error) {
    note(NO_CONNECTION);
    throw error;
  }
}

function headers(world: World, event: string, guid: string, body: string, secret: string): Record<string, string> {
  const sign = (algorithm: string): string => `${algorithm}=${createHmac(algorithm, secret).update(body).digest('hex')}`;
  return {
    accept: '*/*',
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/d0ub1e5',
    'x-github-delivery': guid,
    'x-github-event': event,
    'x-github-hook-id': String(world.app.id + 1),
    'x-github-hook-installation-target-id': String(world.app.id),
    'x-github-hook-installation-target-type': 'integration',
    'x-hub-signature': sign('sha1'),
    'x-hub-signature-256': sign('sha256'),
  };
}

function idOf(value: JsonValue | undefined): number | null {
  return isObject(value) && typeof value['id'] === 'number' ? value['id'] : null;
}
