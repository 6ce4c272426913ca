/** A job is made of media; no machine starts by that. */
import { Suspense } from 'react';
import { latePart } from '#lib/late-part.ts';
import type { NewJobFormProps } from './new-job-form.tsx';

const Form = latePart(async () => (await import('./new-job-form.tsx')).NewJobForm);

export const NewJob = ({ open, ...rest }: NewJobFormProps & { open: boolean }) => (open ? <Suspense><Form {...rest} /></Suspense> : null);
