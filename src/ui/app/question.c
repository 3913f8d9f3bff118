/* Questions to the worker. */
#include "ui/app/question.h"

#include "base/alloc.h"

bool question_ask(struct question *question, struct app *app, struct message *message)
{
    uint64_t job = question->job ? 0 : app_post(app, message);
    message_free(message); /* where it was not posted */
    if (!job)
        return false;
    question->job = job;
    question->error = (struct err){.code = ERR_OK};
    return true;
}

enum answer question_answer(struct question *question, const struct message *message)
{
    if (!question->job || message->job != question->job)
        return ANSWER_NONE;
    if (message->error.code != ERR_OK && (message->kind == FROM_JOB_END || message->kind == FROM_JOURNAL))
        question->error = message->error;
    if (message->kind != FROM_JOB_END && message->kind != FROM_JOURNAL) {
        question->known |= message->kind == FROM_READ ? message->read != READ_NOT : message->kind != FROM_PROGRESS;
        return ANSWER_PART;
    }
    question->job = 0;
    question->known |= question->error.code == ERR_OK;
    return ANSWER_END;
}

void question_keep(struct question *question, struct message *message)
{
    if (!message->arena)
        return;
    question->arenas = grow_array(question->arenas, &question->capacity, question->count + 1, sizeof *question->arenas);
    question->arenas[question->count++] = message->arena;
    message->arena = NULL;
}

void question_forget(struct question *question)
{
    while (question->count)
        arena_free(question->arenas[--question->count]);
}

bool question_is_stale(struct question *question, struct app *app, const struct message *message)
{
    const struct app_job *job = message->kind == FROM_JOB_END ? app_job(app, message->job) : NULL;
    question->stale |= job && !job->plan;
    bool now = question->stale && !question->job; /* else when the answer that is on its way has come */
    question->stale &= !now;
    return now;
}

void question_close(struct question *question, struct app *app)
{
    if (question->job)
        app_cancel(app, question->job);
    question_forget(question);
    xfree(question->arenas);
}
