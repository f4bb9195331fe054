import './styles/console.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { knowledge } from './api/gateway.ts';
import { StepUpProvider } from './parts/step-up.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no place for the console.');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={knowledge}>
      <StepUpProvider>
        <App />
      </StepUpProvider>
    </QueryClientProvider>
  </StrictMode>,
);
