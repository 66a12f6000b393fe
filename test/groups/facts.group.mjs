import { membersOf } from '../support/groups.mjs';

for (const member of membersOf('facts')) await import(`../${member}`);
