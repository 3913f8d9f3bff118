/* What the messages begin: a function each, named in the table of worker.c. */
#ifndef WORKER_BEGIN_H
#define WORKER_BEGIN_H

#include "worker/work.h"

void load_users(struct work *work, struct message *asked);
void read_sources(struct work *work, struct message *asked);
void find_everywhere(struct work *work, struct message *asked);
void run_action(struct work *work, struct message *asked);
void list_journal(struct work *work, struct message *asked);
void undo_entry(struct work *work, struct message *asked);
void take_back_in_turn(struct work *work, struct message *asked);
void settle_entries(struct work *work, struct message *asked);
void sign_in(struct work *work, struct message *asked);
void arm(struct work *work, struct message *asked);
void research_users(struct work *work, struct message *asked);
void research_cancel(struct work *work, struct message *asked);
void keep_case(struct work *work, struct message *asked);
void play_playbook(struct work *work, struct message *asked);
void doctor(struct work *work, struct message *asked);

#endif
