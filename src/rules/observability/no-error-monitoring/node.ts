/** Monitoring services of Node. Pure. */
import type { ProjectModel } from '../../../project/types.js';
import { shippedWord } from '../../shared/node/servers.js';
import { perModel, perModelScan } from '../../shared/per-model.js';

/** Packages of services that collect errors, and of loggers that send them somewhere. */
const MONITORS = /^(@sentry\/.+|raven|rollbar|newrelic|@newrelic\/.+|dd-trace|@?datadog.*|@opentelemetry\/.+|@?bugsnag.*|@honeybadger-io\/.+|honeybadger|@airbrake\/.+|airbrake(-js)?|elastic-apm-node|@google-cloud\/(error-reporting|logging.*|opentelemetry.*|trace-agent)|@appsignal\/.+|applicationinsights|@azure\/monitor-.+|raygun|atatus-nodejs|@instana\/.+|@scout_apm\/.+|posthog-node|@highlight-run\/.+|@logtail\/.+|logrocket|logfire|@hyperdx\/.+|@axiomhq\/.+|aws-xray-sdk.*|appdynamics|stackimpact|trackjs-node|pino-(sentry|datadog|logflare|loki).*|winston-(mail|slack|sentry|cloudwatch|loggly|papertrail|datadog|elasticsearch|loki|transport-sentry)[\w-]*)$/;
const WORDS = ['captureException', 'captureError', 'noticeError', 'reportError', 'notifyError'];

const reporting = shippedWord(WORDS);
const declaring = perModelScan(({ manifest }) => manifest?.ecosystem === 'npm' && manifest.format === 'package-json' && manifest.dependencies.some(({ name }) => MONITORS.test(name)));

/** Whether some package of the repository declares a monitoring service, or code reports errors by name. */
export const isMonitored = perModel((model: ProjectModel): boolean => declaring(model).length > 0 || reporting(model) !== undefined);
