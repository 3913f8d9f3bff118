/* What stands for something of the user in the values of a step, and is filled in when the step begins. */
#ifndef PLAYBOOK_STANDS_H
#define PLAYBOOK_STANDS_H

#define PLAYBOOK_MANAGER "{manager}" /* the manager's sign-in name */

#endif
