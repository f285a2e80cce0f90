import { typeLabel } from '#shared/column.ts';
import type { ValueRule } from '#shared/rule.ts';
import { curlOf } from './curl.ts';
import type { DoorTable } from './door-table.ts';
import { ROWS_MAX } from './take-rows.ts';

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const text = (raw: string): string => raw.replaceAll(/[&<>"']/g, (letter) => escapes[letter] ?? letter);

const style = `
:root { color-scheme: light dark; --ink: #1d2530; --paper: #fbfaf7; --line: #d9d5cc; --soft: #5b6470; --panel: #fff; --gold: #8a6100; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e3dc; --paper: #15191f; --line: #333b46; --soft: #a2abb6; --panel: #1b2028; --gold: #e0b04a; } }
* { box-sizing: border-box } body { margin: 0; font: 15px/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper) }
main { max-width: 62rem; margin: 0 auto; padding: 2rem 1.25rem 4rem } h1 { font-size: 1.6rem; margin: 0 0 .5rem } h2 { font-size: 1.2rem; margin: 2.5rem 0 .5rem }
p { max-width: 44rem } a { color: inherit } nav { display: flex; flex-wrap: wrap; gap: .25rem .9rem; margin: 1rem 0 }
table { border-collapse: collapse; width: 100%; background: var(--panel); border: 1px solid var(--line) } .wide { overflow-x: auto }
th, td { text-align: left; padding: .4rem .7rem; border-bottom: 1px solid var(--line); vertical-align: top } th { font-weight: 600; color: var(--soft); font-size: .85rem }
code, pre { font: .88rem/1.5 ui-monospace, monospace } pre { background: var(--panel); border: 1px solid var(--line); padding: .7rem .9rem; overflow-x: auto; margin: .6rem 0 }
.soft { color: var(--soft) } .must { color: var(--gold); font-weight: 600 }
`;

/** The page that tells how to send rows: made on this machine, with nothing from elsewhere. */
export function docsPage(url: string, tables: readonly DoorTable[], samples: readonly string[]): string {
  const links = tables.map(({ name }) => `<a href="#${text(encodeURIComponent(name.table))}">${text(name.table)}</a>`);
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sluice: send rows</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>${style}</style></head><body><main>
<h1>Send rows</h1>
<p>POST one JSON object, or an array of 1 to ${ROWS_MAX}, to the address of a table, with a key of this service. NDJSON (<code>application/x-ndjson</code>)
and CSV with a header (<code>text/csv</code>) are read too. Rows that are right are committed before the answer; each of the others is answered with its index and all that is wrong with it.</p>
<pre>${text(answerExample)}</pre>
<div class="wide"><table><thead><tr><th>Parameter</th><th>Values</th><th>What it does</th></tr></thead><tbody>${parameters
    .map(
      ([name, values, what]) => `<tr><td><code>${name}</code></td><td><code>${values}</code></td><td>${what}</td></tr>`,
    )
    .join('')}</tbody></table></div>
<p>With an <code>Idempotency-Key</code> header a request takes place once, however often it is sent: the first answer is given again for 24 hours.
Errors are problems (RFC 9457) with a stable <code>code</code>. The machine-readable form of this page is <a href="/openapi.json">openapi.json</a>.</p>
<nav aria-label="Tables">${links.join('')}</nav>
${tables.map((table, at) => tableSection(url, table, samples[at] ?? '{}')).join('\n')}
</main></body></html>`;
}

const answerExample = `{"accepted": 1, "skipped": 0, "rejected": 1, "rows": [{"index": 1, "errors": [
  {"column": "id", "code": "required", "value": "", "sentence": "id is empty. The dictionary requires it."}]}]}`;

const parameters = [
  ['mode', 'partial | atomic', 'partial: what is right goes in. atomic: all rows or none; 422 when one is wrong.'],
  ['dry_run', 'false | true', 'true: rows are judged, and none goes in.'],
  ['on_conflict', 'error | skip | update', 'What becomes of a row whose key is in the table.'],
  ['unknown', 'error | ignore', 'What becomes of a field that is no column.'],
] as const;

function tableSection(url: string, { name, columns, dictionary }: DoorTable, sample: string): string {
  const rows = columns.map((column) => {
    const rule = dictionary.columns.find((one) => one.name === column.name);
    const isRequired = column.notNull || dictionary.primaryKey.includes(column.name) || (rule?.required ?? false);
    const hasDefault = column.hasDefault || column.identity !== null;
    const needed = isRequired ? (hasDefault ? 'has a default' : '<span class="must">required</span>') : 'may be null';
    const parent = dictionary.references.find(({ columns: own }) => own.includes(column.name));
    const said = [
      ...(column.maxLength === null ? [] : [`at most ${column.maxLength} characters`]),
      ...(rule?.rules ?? []).map(ruleWords),
      ...(dictionary.primaryKey.includes(column.name) ? ['key'] : []),
      ...(parent === undefined ? [] : [`in ${parent.table}`]),
    ];
    return `<tr><td><code>${text(column.name)}</code></td><td>${text(typeLabel(rule?.type ?? column.type))}</td><td>${needed}</td><td>${text(said.join('; '))}</td></tr>`;
  });
  return `<section id="${text(encodeURIComponent(name.table))}"><h2>${text(name.table)}</h2>
<div class="wide"><table><thead><tr><th>Field</th><th>Type</th><th></th><th>What it must be</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>
<pre>${text(curlOf(url, name.table, sample))}</pre></section>`;
}

function ruleWords(rule: ValueRule): string {
  const warns = rule.severity === 'warning' ? ' (a warning)' : '';
  switch (rule.kind) {
    case 'length':
      return `${rule.min ?? 0} to ${rule.max ?? 'any number of'} characters${warns}`;
    case 'pattern':
      return `of the form ${rule.pattern}${warns}`;
    case 'range':
      return (
        `${rule.min === null ? '' : `from ${rule.min} `}${rule.max === null ? '' : `up to ${rule.max}`}`.trim() + warns
      );
    case 'oneOf':
      return `one of ${rule.values.slice(0, 12).join(', ')}${rule.values.length > 12 ? ', …' : ''}${warns}`;
  }
}
