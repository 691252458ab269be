export { restoreBackup } from './backup/restore-backup.ts';
export { takeBackup } from './backup/take-backup.ts';
export { CHECKOUT, runDirectory, TEST_RUN } from './checkout.ts';
export { wipeFaultyFederation } from './faults/faulty-federation.ts';
export { type FaultsReport, type FaultsRun, runFaults } from './faults/run-faults.ts';
export { TcpLink } from './faults/tcp-link.ts';
export { databaseName, enrolCentre, enrolNode, openKafkaAdmin } from './federation/enrolment.ts';
export { loadSample } from './federation/load-sample.ts';
export { logFiles } from './federation/log-key.ts';
export { type ServiceName, serviceMigrations } from './federation/service-migrations.ts';
export { startFederation } from './federation/start-federation.ts';
export { type Infrastructure, stopInfrastructure } from './infrastructure.ts';
export { nodeAccount } from './kafka/federation-topics.ts';
export { type KafkaAccess, produceMessages, readMessages } from './kafka/topic-messages.ts';
export {
  clientSecretName,
  DEPARTMENT_ADMINISTRATOR,
  demoDepartment,
  nodeClientId,
  realmName,
} from './keycloak/realm.ts';
export { fetchClientToken } from './keycloak/token.ts';
export { awaitVerified } from './load/await-verified.ts';
export { type LoadResult, loadFiles, mediaTypeOf } from './load/load-files.ts';
export { type Endpoints, LocalFederation, localFederation } from './local-federation.ts';
export { findFreePorts } from './ports.ts';
export { noProgress, showProgress } from './progress.ts';
export { generateRecords, type RecordOptions, sampleFormat } from './sample/generate-records.ts';
export { type FormatDocumentJson, newItemEntry, newItemFormat } from './sample/new-item.ts';
export { Random } from './sample/random.ts';
export { columnsOf, csvLine, type FileColumns, type Shape } from './sample/record-files.ts';
export { generateRegistrations } from './sample/registrations.ts';
export { SAMPLE_FORMS, type SampleForm, sampleFile } from './sample/sample-file.ts';
export { holdsAny, needlesOf } from './search/needles.ts';
export { type SearchedPlace, searchCopies } from './search/search-copies.ts';
export { searchFiles } from './search/search-files.ts';
export { SERVICE_FLAGS } from './service-processes.ts';
export { runningProcesses } from './supervisor/control.ts';
export { aCertificateAuthority } from './test/certificate-authority.ts';
export { type LeasedNode, leaseNode } from './test/lease-node.ts';
export { copyTestDatabase, createTestDatabase, type TestDatabase } from './test/test-database.ts';
export {
  claimTestRun,
  openKafkaDetour,
  stopTestInfrastructure,
  testInfrastructure,
} from './test/test-infrastructure.ts';
export { throwawayPostgres } from './test/throwaway-postgres.ts';
export { tlsPostgres } from './test/tls-postgres.ts';
export { until } from './until.ts';
