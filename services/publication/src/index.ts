export { type PublicationConfig, readPublicationConfig } from './config.ts';
export { PUBLICATION_MIGRATIONS, type Publication, startPublication } from './service.ts';
