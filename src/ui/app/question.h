/* Ask the worker and keep the answer: one question under way at a time, the memory of what was answered, and what went wrong. */
#ifndef UI_QUESTION_H
#define UI_QUESTION_H

#include "ui/app/app.h"

struct question {
    uint64_t job;          /* under way; 0: none is */
    bool known;            /* it was answered once */
    bool stale;            /* a run has ended since it was asked */
    struct err error;      /* of the last one */
    struct arena **arenas; /* of what was answered */
    size_t count, capacity;
};

enum answer {
    ANSWER_NONE, /* it is about something else */
    ANSWER_PART,
    ANSWER_END /* the last word; `error` says how it went */
};

/** Post `message`, unless a question is under way; false: nothing was asked. What the message owns is moved or freed. */
bool question_ask(struct question *question, struct app *app, struct message *message);
/** What a message is to the question. */
enum answer question_answer(struct question *question, const struct message *message);
/** Keep the memory of a part of the answer. */
void question_keep(struct question *question, struct message *message);
/** Free what was answered: the caller keeps nothing of it. */
void question_forget(struct question *question);
/** Whether to ask anew: a run has ended, and what was read may have changed. To be called after question_answer(); while an answer
 *  is on its way it waits for it. */
bool question_is_stale(struct question *question, struct app *app, const struct message *message);
/** Cancel what is under way, and forget. */
void question_close(struct question *question, struct app *app);

#endif
