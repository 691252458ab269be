/** The columns of exchange.subject that make a `Subject`. */
export const SUBJECT_COLUMNS = `
  subject_id as "code", name, former_names as "formerNames", registration_number as "registrationNumber", type, status,
  node, legal_representative as "legalRepresentative", established_on as "establishedOn", as_of_ms as "asOfMs",
  leaf_index as "leafIndex", record_id as "recordId"`;
