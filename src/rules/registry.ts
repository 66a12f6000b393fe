/** Every rule there is, in the order in which they judge a file. Adding a rule adds one import and one line. */
import { backupFile } from './dead-code/backup-file.js';
import { duplicateCode } from './dead-code/duplicate-code.js';
import { duplicateTest } from './dead-code/duplicate-test.js';
import { unusedDependency } from './dead-code/unused-dependency.js';
import { unusedDefinition } from './dead-code/unused-definition.js';
import { unusedModule } from './dead-code/unused-module.js';
import { committedArtifact } from './delivery/committed-artifact.js';
import { imageLatestTag } from './delivery/image-latest-tag.js';
import { imageRunsAsRoot } from './delivery/image-runs-as-root.js';
import { noCi } from './delivery/no-ci.js';
import { unpinnedDependency } from './delivery/unpinned-dependency.js';
import { noContainer } from './delivery/no-container.js';
import { missingPath } from './docs/missing-path.js';
import { unbackedClaim } from './docs/unbacked-claim.js';
import { unknownCommand } from './docs/unknown-command.js';
import { unknownEndpoint } from './docs/unknown-endpoint.js';
import { unversionedApi } from './maintainability/unversioned-api.js';
import { fatView } from './maintainability/fat-view.js';
import { stubImplementation } from './maintainability/stub-implementation.js';
import { missingTypeHints } from './maintainability/missing-type-hints.js';
import { missingDocstring } from './maintainability/missing-docstring.js';
import { magicNumber } from './maintainability/magic-number.js';
import { excessiveComplexity } from './maintainability/excessive-complexity.js';
import { commentedOutCode } from './dead-code/commented-out-code.js';
import { unusedSuppression } from './maintainability/unused-suppression.js';
import { printInsteadOfLogging } from './observability/print-instead-of-logging.js';
import { missingErrorBoundary } from './reliability/missing-error-boundary.js';
import { missingTransaction } from './reliability/missing-transaction.js';
import { requestWithoutTimeout } from './reliability/request-without-timeout.js';
import { swallowedException } from './reliability/swallowed-exception.js';
import { unhandledRejection } from './reliability/unhandled-rejection.js';
import { unhandledServiceCall } from './reliability/unhandled-service-call.js';
import { websocketWithoutReconnect } from './reliability/websocket-without-reconnect.js';
import { blockingCallInAsync } from './scalability/blocking-call-in-async.js';
import { blockingCallInRequest } from './scalability/blocking-call-in-request.js';
import { processLocalState } from './scalability/process-local-state.js';
import { unboundedGrowth } from './scalability/unbounded-growth.js';
import { debugEnabled } from './security/debug-enabled.js';
import { exceptionDetailLeak } from './security/exception-detail-leak.js';
import { unindexedLookup } from './scalability/unindexed-lookup.js';
import { hardcodedSecret } from './security/hardcoded-secret.js';
import { insecureDeploySetting } from './security/insecure-deploy-setting.js';
import { sqlInjection } from './security/sql-injection.js';
import { localMemoryCache } from './scalability/local-memory-cache.js';
import { databaseSessions } from './scalability/database-sessions.js';
import { inMemoryChannelLayer } from './scalability/in-memory-channel-layer.js';
import { nPlusOneQuery } from './scalability/n-plus-one-query.js';
import { queryInLoop } from './scalability/query-in-loop.js';
import { noConnectionReuse } from './scalability/no-connection-reuse.js';
import { noErrorMonitoring } from './observability/no-error-monitoring.js';
import { noLoggingConfig } from './observability/no-logging-config.js';
import { noHealthEndpoint } from './observability/no-health-endpoint.js';
import { missingThrottling } from './security/missing-throttling.js';
import { missingOriginValidation } from './security/missing-origin-validation.js';
import { unauthenticatedConsumer } from './security/unauthenticated-consumer.js';
import { taskWithoutRetry } from './reliability/task-without-retry.js';
import { assertionFreeTest } from './testing/assertion-free-test.js';
import { untestedModule } from './testing/untested-module.js';
import { untestedEndpoint } from './testing/untested-endpoint.js';
import { unsafeHtml } from './security/unsafe-html.js';
import { unpaginatedList } from './scalability/unpaginated-list.js';
import { unauthenticatedEndpoint } from './security/unauthenticated-endpoint.js';
import { committedEnvFile } from './security/committed-env-file.js';
import { csrfExempt } from './security/csrf-exempt.js';
import { apiRouteMismatch } from './wiring/api-route-mismatch.js';
import type { Rule } from './types.js';
import { weakJwt } from './security/weak-jwt.js';
import { missingRequestSizeLimit } from './security/missing-request-size-limit.js';
import { missingSecurityHeaders } from './security/missing-security-headers.js';
import { wildcardCors } from './security/wildcard-cors.js';
import { wildcardHosts } from './security/wildcard-hosts.js';
import { unregisteredTask } from './wiring/unregistered-task.js';
import { unroutedConsumer } from './wiring/unrouted-consumer.js';
import { asgiImportOrder } from './wiring/asgi-import-order.js';
import { brokenEntrypoint } from './wiring/broken-entrypoint.js';
import { duplicateRoute } from './wiring/duplicate-route.js';
import { healthRouteMissing } from './wiring/health-route-missing.js';
import { undefinedEnvVar } from './wiring/undefined-env-var.js';
import { missingExport } from './wiring/missing-export.js';
import { missingManagementCommand } from './wiring/missing-management-command.js';
import { missingTemplate } from './wiring/missing-template.js';
import { migrationConflict } from './wiring/migration-conflict.js';
import { missingMigration } from './wiring/missing-migration.js';
import { unattachedComponent } from './wiring/unattached-component.js';
import { undeclaredDependency } from './wiring/undeclared-dependency.js';
import { unknownModelField } from './wiring/unknown-model-field.js';
import { unknownPackage } from './wiring/unknown-package.js';
import { unloadedSignalReceivers } from './wiring/unloaded-signal-receivers.js';
import { syntaxError } from './wiring/syntax-error.js';
import { undefinedName } from './wiring/undefined-name.js';
import { unresolvedImport } from './wiring/unresolved-import.js';
import { unresolvedRouteTarget } from './wiring/unresolved-route-target.js';
import { unroutedView } from './wiring/unrouted-view.js';
import { unresolvedUrlName } from './wiring/unresolved-url-name.js';
import { unregisteredRouter } from './wiring/unregistered-router.js';
import { unregisteredApp } from './wiring/unregistered-app.js';
import { unresolvedSettingReference } from './wiring/unresolved-setting-reference.js';

export const RULES: readonly Rule[] = [
  erase(unresolvedImport),
  erase(missingExport),
  erase(syntaxError),
  erase(undefinedName),
  erase(undeclaredDependency),
  erase(unknownPackage),
  erase(unknownModelField),
  erase(brokenEntrypoint),
  erase(healthRouteMissing),
  erase(undefinedEnvVar),
  erase(unusedModule),
  erase(unusedDefinition),
  erase(unusedDependency),
  erase(duplicateTest),
  erase(duplicateCode),
  erase(backupFile),
  erase(missingPath),
  erase(unbackedClaim),
  erase(unknownCommand),
  erase(unknownEndpoint),
  erase(committedArtifact),
  erase(imageLatestTag),
  erase(imageRunsAsRoot),
  erase(noCi),
  erase(noContainer),
  erase(unpinnedDependency),
  erase(printInsteadOfLogging),
  erase(requestWithoutTimeout),
  erase(swallowedException),
  erase(unhandledServiceCall),
  erase(unhandledRejection),
  erase(websocketWithoutReconnect),
  erase(missingErrorBoundary),
  erase(blockingCallInAsync),
  erase(blockingCallInRequest),
  erase(processLocalState),
  erase(unboundedGrowth),
  erase(exceptionDetailLeak),
  erase(missingMigration),
  erase(migrationConflict),
  erase(unattachedComponent),
  erase(missingTemplate),
  erase(missingManagementCommand),
  erase(sqlInjection),
  erase(missingTransaction),
  erase(unindexedLookup),
  erase(nPlusOneQuery),
  erase(queryInLoop),
  erase(unresolvedRouteTarget),
  erase(duplicateRoute),
  erase(unregisteredRouter),
  erase(unresolvedUrlName),
  erase(unroutedView),
  erase(unversionedApi),
  erase(untestedEndpoint),
  erase(untestedModule),
  erase(assertionFreeTest),
  erase(unloadedSignalReceivers),
  erase(localMemoryCache),
  erase(databaseSessions),
  erase(inMemoryChannelLayer),
  erase(noConnectionReuse),
  erase(noErrorMonitoring),
  erase(noLoggingConfig),
  erase(noHealthEndpoint),
  erase(missingThrottling),
  erase(unregisteredTask),
  erase(unroutedConsumer),
  erase(asgiImportOrder),
  erase(missingOriginValidation),
  erase(unauthenticatedConsumer),
  erase(taskWithoutRetry),
  erase(debugEnabled),
  erase(wildcardHosts),
  erase(wildcardCors),
  erase(weakJwt),
  erase(missingRequestSizeLimit),
  erase(missingSecurityHeaders),
  erase(insecureDeploySetting),
  erase(hardcodedSecret),
  erase(committedEnvFile),
  erase(stubImplementation),
  erase(fatView),
  erase(unsafeHtml),
  erase(unregisteredApp),
  erase(unresolvedSettingReference),
  erase(unpaginatedList),
  erase(unauthenticatedEndpoint),
  erase(csrfExempt),
  erase(missingTypeHints),
  erase(missingDocstring),
  erase(magicNumber),
  erase(excessiveComplexity),
  erase(commentedOutCode),
  erase(apiRouteMismatch),
  erase(unusedSuppression),
];

/** The engine handles a rule's own data and options without looking into them. */
function erase<Data, Options>(rule: Rule<Data, Options>): Rule {
  return rule as unknown as Rule;
}

/** The rule of an id, or undefined. */
export function findRule(id: string): Rule | undefined {
  return RULES.find((rule) => rule.meta.id === id);
}
