export { type PublicationConfig, readPublicationConfig } from './config.ts';
export { type Publication, PUBLICATION_MIGRATIONS, startPublication } from './service.ts';
