/** A command line that sends a row to a table; the key is for whoever runs it to put in. */
export const curlOf = (url: string, table: string, body: string): string =>
  [
    `curl '${url}/v1/${encodeURIComponent(table)}' \\`,
    `  -H "x-api-key: $SLUICE_KEY" -H 'content-type: application/json' \\`,
    `  -d '${body.replaceAll("'", String.raw`'\''`)}'`,
  ].join('\n');
