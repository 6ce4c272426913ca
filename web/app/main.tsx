import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router/dom';
import { queryClient } from '#lib/api.ts';
import { startAppearance } from '#lib/appearance.ts';
import { startWords } from '#lib/words.ts';
import { Toasts } from '#ui/toasts.tsx';
import './page.css';
import { router } from './router.tsx';
import { keepOffline } from './offline.ts';

startWords();
startAppearance();
keepOffline();

const root = document.getElementById('root');
if (!root) throw new Error('The document has no root.');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
      <Toasts />
    </QueryClientProvider>
  </StrictMode>,
);
