/** All tests in all their ways, also those that `npm test` leaves out for their length; patterns of file names as there. */
process.env['AIMA_TEST_ALL'] = '1';
await import('../../scripts/test.ts');
