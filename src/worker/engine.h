/* The inside of the worker thread, as every part needs it. Nobody outside src/worker includes this.
 *
 * One thread, and one struct work that is its own. It turns (worker.c): nothing in a turn waits, and what would have to wait says
 * when it wants to be asked again.
 *
 *   1. Messages. The table in worker.c finds what each begins (begin.h): usually a job and its first call.
 *   2. Replies. calls.c finds the call of each. It is sent again later, sent again with a new token, or its `done` is called.
 *      `done` reads the reply, sends what it found to the other side, and begins the next call or ends the job.
 *   3. Steps. A job that waits for a time or for room (a run, a search in every customer) goes on.
 *   4. Jobs that have ended are freed.
 *   5. Calls. What has a token, a share of the budget and its time is sent, the person's lane first. A call without a token asks for
 *      one by work->want_token; the token's arrival sends all that waited for it.
 *   6. Sleep, until a message, a reply or the nearest time. Whoever changes what others may wait for sets work->busy, and the
 *      worker turns again before it sleeps.
 *
 * Who needs whom, from the ground up, with no way back: work.c (the way out, health) - calls.c (requests) - job.c (jobs own
 * calls) - tenant_info.c, token_store.c - sign_in.c - tokens.c - what the messages begin - worker.c. The two ways up are pointers
 * in values: want_token of the work, and the functions of a job's kind.
 *
 * What holds, and is asserted where it could break:
 *
 * - A job ends once. Its end drops its calls and cancels its children; after that no `done` of it is called, and it begins nothing.
 * - A job is freed at the end of a turn, never inside a function of its own, and never before its children.
 * - A call is `over`, waiting (`tag` 0) or under way. One that is over is swept when its reply has come back, so that its request
 *   may be freed with its job at once.
 * - For a resource one asking for a token is under way at most: signing_in says so. Of persons, one is asked at a time.
 * - What came from outside is borrowed until the function that was given it returns. What is sent to the other side owns all it
 *   points to.
 * - No write is sent while read-only holds (calls.c), and none of a run before its intent is in the journal (run_send.c). */
#ifndef WORKER_ENGINE_H
#define WORKER_ENGINE_H

#include "worker/calls.h"
#include "worker/job.h"
#include "worker/work.h"

#endif
