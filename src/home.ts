/** Where this program and its documentation are published. */
export const HOME = 'https://github.com/shipworthy/shipworthy';

/** The JSON Schema of `.github/shipworthy.yml`, for editors. */
export const CONFIG_SCHEMA_URL = 'https://raw.githubusercontent.com/shipworthy/shipworthy/main/docs/shipworthy.schema.json';
