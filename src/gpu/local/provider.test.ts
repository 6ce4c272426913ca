import { realClock } from '../../kernel/clock.ts';
import { tempFolder } from '../../../tests/support/temp-folder.ts';
import { providerCases } from '../provider.cases.ts';
import { localProvider } from './provider.ts';

providerCases(async () => ({ provider: localProvider({ data: tempFolder() }), clock: realClock, pollMs: 50, request: { leaseSeconds: 60 } }));
