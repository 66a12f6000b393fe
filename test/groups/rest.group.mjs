import { membersOf } from '../support/groups.mjs';

for (const member of membersOf('rest')) await import(`../${member}`);
