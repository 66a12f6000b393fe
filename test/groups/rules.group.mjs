import { membersOf } from '../support/groups.mjs';

for (const member of membersOf('rules')) await import(`../${member}`);
