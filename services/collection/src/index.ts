export { type CollectionConfig, readCollectionConfig } from './config.ts';
export { COLLECTION_MIGRATIONS, type CollectionService, startCollection } from './service.ts';
