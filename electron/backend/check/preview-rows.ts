import type { PreviewRow } from '#shared/contract/imports.ts';
import type { RowBatch } from '#backend/parse/row-batch.ts';
import type { CheckPlan } from './check-plan.ts';

/** Judges each cell of a batch for itself, with the same encoders and rules as the check; keys and references are not asked. */
export declare function previewRows(batch: RowBatch, plan: CheckPlan): PreviewRow[];
