import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lintTree, plantTree, type Diagnostic, type PlantedTree } from './test-planted-tree.ts';

interface Violation {
  readonly name: string;
  readonly path: string;
  readonly text: string;
  readonly code: string;
}

const BACKEND = 'electron/backend/copy';

const VIOLATIONS: readonly Violation[] = [
  {
    name: 'a promise that nobody waits for',
    path: `${BACKEND}/floating.ts`,
    text: 'export function start(): void {\n  Promise.resolve(1);\n}\n',
    code: 'typescript(no-floating-promises)',
  },
  {
    name: 'an async function where nobody looks at its promise',
    path: `${BACKEND}/misused.ts`,
    text: "export function start(): void {\n  ['a'].forEach(async (each) => {\n    await Promise.resolve(each);\n  });\n}\n",
    code: 'typescript(no-misused-promises)',
  },
  {
    name: 'a switch that forgets a case',
    path: `${BACKEND}/switch.ts`,
    text: "export function show(verdict: 'in' | 'out'): void {\n  switch (verdict) {\n    case 'in':\n  }\n}\n",
    code: 'typescript(switch-exhaustiveness-check)',
  },
  {
    name: 'any',
    path: `${BACKEND}/any.ts`,
    text: 'export function take(value: any): unknown {\n  return value;\n}\n',
    code: 'typescript(no-explicit-any)',
  },
  {
    name: 'a value of type any put to use',
    path: `${BACKEND}/unsafe.ts`,
    text: "export const size: number = JSON.parse('1');\n",
    code: 'typescript(no-unsafe-assignment)',
  },
  {
    name: 'a suppression without its reason',
    path: `${BACKEND}/suppression.ts`,
    text: "// @ts-expect-error\nexport const size: number = '1';\n",
    code: 'typescript(ban-ts-comment)',
  },
  {
    name: 'a default export',
    path: `${BACKEND}/default.ts`,
    text: 'export default 1;\n',
    code: 'import(no-default-export)',
  },
  {
    name: 'an import of an index file',
    path: `${BACKEND}/of-index.ts`,
    text: "export { known } from '../parse/index.ts';\n",
    code: 'eslint(no-restricted-imports)',
  },
  {
    name: 'a file that only passes on what others export',
    path: `${BACKEND}/barrel.ts`,
    text: "export * from './cycle-a.ts';\n",
    code: 'oxc(no-barrel-file)',
  },
  {
    name: 'two files that import each other',
    path: `${BACKEND}/cycle-a.ts`,
    text: "import { b } from './cycle-b.ts';\nexport const a = (): number => b();\n",
    code: 'import(no-cycle)',
  },
  {
    name: 'two files that import each other by the names of their rooms',
    path: `${BACKEND}/cycle-b.ts`,
    text: "import { a } from '#backend/copy/cycle-a.ts';\nexport const b = (): number => a();\n",
    code: 'import(no-cycle)',
  },
  {
    name: 'a file over 300 lines',
    path: `${BACKEND}/long.ts`,
    text: 'export {};\n'.repeat(301),
    code: 'eslint(max-lines)',
  },
  {
    name: 'a component over 200 lines',
    path: 'renderer/ui/long.tsx',
    text: 'export {};\n'.repeat(201),
    code: 'eslint(max-lines)',
  },
  {
    name: 'a file name that is not kebab-case',
    path: `${BACKEND}/copyRows.ts`,
    text: 'export const known = 1;\n',
    code: 'unicorn(filename-case)',
  },
  {
    name: 'a reminder to do something',
    path: `${BACKEND}/reminder.ts`,
    // Put together, so that this very file holds none.
    text: `// ${'TO'}DO: later\nexport const known = 1;\n`,
    code: 'eslint(no-warning-comments)',
  },
  {
    name: 'a hook that is called now and then',
    path: 'renderer/ui/hook.tsx',
    text: "import { useId } from 'react';\nexport function useName(on: boolean): string {\n  return on ? useId() : '';\n}\n",
    code: 'react-hooks(rules-of-hooks)',
  },
  {
    name: 'an effect that forgets what it depends on',
    path: 'renderer/ui/effect.tsx',
    text: "import { useEffect } from 'react';\nexport function useTitle(title: string): void {\n  useEffect(() => {\n    document.title = title;\n  }, []);\n}\n",
    code: 'react-hooks(exhaustive-deps)',
  },
  {
    name: 'a picture without a text',
    path: 'renderer/ui/picture.tsx',
    text: 'import type { ReactElement } from \'react\';\nexport function Picture(): ReactElement {\n  return <img src="a.png" />;\n}\n',
    code: 'jsx-a11y(alt-text)',
  },
  {
    name: 'a test that expects nothing',
    path: 'shared/nothing.test.ts',
    text: "import { test } from 'vitest';\ntest('nothing', () => {});\n",
    code: 'vitest(expect-expect)',
  },
  {
    name: 'a test that keeps the others from running',
    path: 'shared/only.test.ts',
    text: "import { expect, test } from 'vitest';\ntest.only('one', () => {\n  expect(1).toBe(1);\n});\n",
    code: 'vitest(no-focused-tests)',
  },
];

const CLEAN: Readonly<Record<string, string>> = {
  [`${BACKEND}/long.test.ts`]: 'export {};\n'.repeat(301),
  [`${BACKEND}/lines.ts`]: 'export {};\n'.repeat(300),
  'renderer/ui/lines.tsx': 'export {};\n'.repeat(200),
  'any.config.ts': 'export default 1;\n',
  'electron/backend/parse/index.ts': 'export const known = 1;\n',
};

describe('the linter', () => {
  let tree: PlantedTree;
  let diagnostics: readonly Diagnostic[];

  beforeAll(() => {
    const planted = VIOLATIONS.map(({ path, text }) => [path, text] as const);
    tree = plantTree({ ...Object.fromEntries(planted), ...CLEAN });
    diagnostics = lintTree(tree);
  });

  afterAll(() => tree.remove());

  test.each(VIOLATIONS)('refuses $name', ({ path, code }) => {
    const codes = diagnostics.filter((each) => each.filename === path).map((each) => each.code);
    expect(codes).toContain(code);
  });

  test.each(Object.keys(CLEAN))('has nothing against %s', (path) => {
    expect(diagnostics.filter((each) => each.filename === path)).toEqual([]);
  });
});
