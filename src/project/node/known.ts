/** Packages of JavaScript servers, by what they make. Pure data and small questions to it. */
import type { NodeFramework } from './types.js';

/** Package and exported name (`default` where the package itself is called) -> what a call of it makes. */
const MAKERS: readonly (readonly [names: RegExp, framework: NodeFramework, form: 'app' | 'router'])[] = [
  [/^express (default|express|\*)$/, 'express', 'app'],
  [/^express (default\.|\*\.)?Router$/, 'express', 'router'],
  [/^(express-promise-router|express-async-router) (default|Router|AsyncRouter)$/, 'express', 'router'],
  [/^fastify (default|fastify|Fastify|\*)$/, 'fastify', 'app'],
  [/^koa (default|\*)$/, 'koa', 'app'],
  [/^(koa-router|@koa\/router|koa-better-router) (default|Router|\*)$/, 'koa', 'router'],
  [/^hono (Hono|default)$/, 'hono', 'app'],
  [/^@hono\/zod-openapi OpenAPIHono$/, 'hono', 'app'],
];

/** What a call of a package's export makes. `name`: exported name with members, dotted. */
export function madeBy(packageName: string, name: string): { readonly framework: NodeFramework; readonly form: 'app' | 'router' } | undefined {
  const asked = `${packageName} ${name}`;
  const found = MAKERS.find(([names]) => names.test(asked));
  return found === undefined ? undefined : { framework: found[1], form: found[2] };
}

/** Packages whose import says that a file may make or fill a server. */
export const SERVER_PACKAGES: ReadonlySet<string> = new Set(['express', 'express-promise-router', 'express-async-router', 'fastify', 'koa', 'koa-router', '@koa/router', 'koa-mount', 'hono', '@hono/zod-openapi']);

/** Servers whose routes are not read: where one is declared, any path may be answered. */
export const UNREAD_SERVERS: ReadonlySet<string> = new Set(['@hapi/hapi', '@nestjs/core', 'nuxt', 'restify', 'polka', 'apollo-server', '@apollo/server', 'meteor', '@adonisjs/core', 'sails', '@strapi/strapi', '@keystone-6/core', 'routing-controllers', '@feathersjs/feathers', '@feathersjs/express', 'loopback', '@loopback/rest', '@tanstack/react-start', '@remix-run/node', '@sveltejs/kit', 'astro', 'elysia', 'h3', 'nitropack', 'trpc-openapi', 'tsoa', '@ts-rest/express', 'express-openapi', 'express-openapi-validator', 'express-file-routing', 'json-server']);

/** Packages that look at a request and hand it on. Others may answer below their prefix. */
const PASSING = /^(helmet|cors|compression|morgan|body-parser|cookie-parser|cookie-session|express-session|method-override|multer|passport|hpp|xss-clean|express-mongo-sanitize|express-rate-limit|rate-limiter-flexible|express-slow-down|csurf|csrf-csrf|connect-flash|express-winston|pino-http|express-pino-logger|response-time|express-fileupload|connect-timeout|i18n|i18next-http-middleware|express-validator|express-jwt|express-ejs-layouts|express-useragent|lusca|nocache|timeout|errorhandler|express-async-errors|koa-body|koa-bodyparser|koa-helmet|koa-compress|koa-logger|koa-session|koa-sslify|koa-useragent|koa-passport|@koa\/cors|koa-json|koa-convert|@fastify\/(cors|helmet|cookie|session|rate-limit|formbody|multipart|compress|jwt|sensible|auth|csrf-protection|websocket|env|etag|request-context|secure-session|view|mongodb|postgres|redis)|fastify-plugin|request-ip|on-finished|express-request-id|express-http-context|swagger-stats|dd-trace|@sentry\/node|newrelic|apicache|serve-favicon|serve-static|express-static-gzip|koa-static|koa-send|connect-history-api-fallback|express-minify|express-force-ssl|express-sslify|helmet-csp|hono\/[\w-]+)$/;

/** Whether what a package gives to `use` only hands requests on. `name`: exported name with members, dotted. */
export function handsOn(packageName: string, name: string): boolean {
  if (PASSING.test(packageName)) return true;
  return packageName === 'express' && /(^|\.)(json|urlencoded|raw|text|static)$/.test(name);
}
