#!/usr/bin/env node
import { runOnNode24 } from './run-on-node-24.js';

await runOnNode24(import.meta.url);
