import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { PageRoot } from './page-root.tsx';

const root = document.querySelector('#root');
if (root !== null)
  createRoot(root).render(
    <StrictMode>
      <PageRoot />
    </StrictMode>,
  );
