import { membersOf } from '../support/groups.mjs';

for (const member of membersOf('project')) await import(`../${member}`);
